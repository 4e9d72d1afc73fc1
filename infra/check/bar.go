package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// bar is a progress bar on a terminal.
type bar struct {
	out          io.Writer
	say          func(en, zh string) string
	begun, shown time.Time
}

const barWidth = 30

// newBar returns a bar, or nil if the output is not a terminal.
func (o *options) newBar() *bar {
	if !terminal(o.errs) {
		return nil
	}
	return &bar{out: o.errs, say: o.say, begun: time.Now()}
}

// show draws the bar, at most a few times a second, from the number of finished rows, the bytes read and the
// size of the file, which is 0 if unknown. When all is read it clears the line.
func (b *bar) show(rows int, read, size int64) {
	now := time.Now()
	if now.Sub(b.shown) < 200*time.Millisecond && read < size {
		return
	}
	b.shown = now
	fmt.Fprint(b.out, "\r\x1b[K"+b.line(rows, read, size, now.Sub(b.begun)))
	if size > 0 && read >= size {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}

// line returns the text of the bar.
func (b *bar) line(rows int, read, size int64, spent time.Duration) string {
	done := b.say(fmt.Sprintf("%d rows", rows), fmt.Sprintf("%d 行", rows))
	if size <= 0 || read <= 0 {
		return done
	}
	part := min(1, float64(read)/float64(size))
	full := int(part * barWidth)
	secondsLeft := int(spent.Seconds()*(1-part)/part + 0.5)
	return fmt.Sprintf("[%s%s] %3.0f %%  %s  %s", strings.Repeat("#", full), strings.Repeat("-", barWidth-full), 100*part,
		done,
		b.say(fmt.Sprintf("%d s left", secondsLeft), fmt.Sprintf("剩余 %d 秒", secondsLeft)))
}

// terminal reports whether a writer is a terminal.
func terminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
