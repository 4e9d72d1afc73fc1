// Package confined reads a file of an annex in a separate process, under limits
// of memory and processor time. Whatever the file does to its reader does not
// affect the server or the requests that it is answering.
//
// The process is the same program, started with a special argument. A program
// that uses [Read] calls [Serve] first:
//
//	func main() {
//		confined.Serve()
//		…
//
// The result is returned over a pipe, within the bounds of package tables. The
// process gets only the environment variables for programs and temporary files.
// On systems without such limits there is only a timeout.
//
// A deployed function does not need this: import-lists only reads annexes, and
// its memory is the limit.
package confined

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"importchecker/shared/annex/file"
	"importchecker/shared/annex/office"
	"importchecker/shared/annex/pdf"
	"importchecker/shared/annex/tables"
)

// Limits for reading one file.
const (
	MaxMemory    = 256 << 20        // bytes of memory that is written to
	MaxProcessor = 15 * time.Second // of processor time, including the programs of poppler
	patience     = 45 * time.Second // timeout, by the clock
	maxResult    = 8 * tables.MaxText
)

// ownProcessor is the share of the process itself; the rest is for poppler.
const ownProcessor = MaxProcessor - pdf.MaxProcessor

// argument tells the program to only read a file.
const argument = "read-annex-from-standard-input"

// Exit codes of the process.
const (
	tooSlow = 86
)

// answer is the result of the process.
type answer struct {
	Document *file.Document
	Refused  string // why the file was not read
	Memory   int    // peak memory of the process or its children
}

// Serve reads the file on standard input and exits, if the process was started
// for that; otherwise it returns at once.
func Serve() {
	if len(os.Args) != 3 || os.Args[1] != argument {
		return
	}
	stop := make(chan os.Signal, 1)
	if processorSignal != nil {
		signal.Notify(stop, processorSignal)
		go func() {
			<-stop
			os.Exit(tooSlow)
		}()
	}
	debug.SetMemoryLimit(MaxMemory / 2)
	debug.SetGCPercent(50)
	err := setLimits()
	if err == nil {
		a := readHere(os.Args[2], os.Stdin)
		a.Memory = peakMemory()
		err = gob.NewEncoder(os.Stdout).Encode(a)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// readHere reads the file in this process.
func readHere(name string, from io.Reader) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = answer{Refused: fmt.Sprintf("%s: the reader failed on it (%v): save it anew, or in another format", name,
				p)}
		}
	}()
	raw, err := io.ReadAll(io.LimitReader(from, tables.MaxFile+1))
	if err == nil {
		with := file.Programs{PDF: pdf.Read}
		if office.Available() {
			with.Office = office.Convert
		}
		a.Document, err = file.Read(name, raw, with)
	}
	if err != nil {
		return answer{Refused: err.Error()}
	}
	return a
}

// Read reads a file in a separate process. The error says why the file was not
// read, in a sentence for the maintainer.
func Read(ctx context.Context, name string, raw []byte) (*file.Document, error) {
	doc, _, err := Measure(ctx, name, raw)
	return doc, err
}

// Measure reads a file like Read, and returns the peak memory; 0 when unknown,
// as after a timeout.
func Measure(ctx context.Context, name string, raw []byte) (doc *file.Document, memory int, err error) {
	program, err := os.Executable()
	if err != nil {
		return nil, 0, err
	}
	folder, err := os.MkdirTemp("", "annex-")
	if err != nil {
		return nil, 0, err
	}
	defer os.RemoveAll(folder) // including files that the process leaves
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c := exec.CommandContext(ctx, program, argument, name)
	c.Stdin = bytes.NewReader(raw)
	out, messages := &boundedBuffer{remaining: maxResult}, &boundedBuffer{remaining: 1 << 16, drops: true}
	c.Stdout, c.Stderr = out, messages
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "TMPDIR=" + folder, "LC_ALL=C"}
	c.WaitDelay = time.Second
	groupProcesses(c)
	err = c.Run()
	switch {
	case ctx.Err() != nil:
		return nil, 0, fmt.Errorf("%s: takes longer than %s to read, and was given up: %s", name, patience, advice)
	case out.remaining < 0:
		return nil, 0, fmt.Errorf("%s: holds more than can be read: %s", name, advice)
	case err == nil:
		return decode(name, out.buffer.Bytes())
	case exceededTime(c.ProcessState):
		return nil, 0, fmt.Errorf("%s: takes more than %s of a processor to read, and was given up: %s", name, MaxProcessor,
			advice)
	case outOfMemory(messages.buffer.String()):
		return nil, 0, fmt.Errorf("%s: takes more than %s of memory to read, and was given up: %s", name,
			tables.Size(MaxMemory), advice)
	}
	return nil, 0, fmt.Errorf("%s: the reader failed on it (%v): %s", name, err, advice)
}

// outOfMemory reports whether the messages of a process say that it ran out of memory. A
// thread that cannot be started had no memory for its stack.
func outOfMemory(messages string) bool {
	return slices.ContainsFunc([]string{"out of memory", "cannot allocate memory", "failed to create new OS thread"},
		func(said string) bool { return strings.Contains(messages, said) })
}

const advice = "copy the list alone into a new file, and bring that"

func decode(name string, raw []byte) (*file.Document, int, error) {
	var a answer
	if err := gob.NewDecoder(bytes.NewReader(raw)).Decode(&a); err != nil {
		return nil, 0, fmt.Errorf("%s: the reader failed on it (%w): %s", name, err, advice)
	}
	if a.Refused != "" {
		return nil, a.Memory, errors.New(a.Refused)
	}
	return a.Document, a.Memory, nil
}

// boundedBuffer keeps what is written up to a bound; beyond it, writes fail or are
// dropped.
type boundedBuffer struct {
	buffer    bytes.Buffer
	remaining int
	drops     bool
}

func (b *boundedBuffer) Write(p []byte) (int, error) {
	if b.remaining -= len(p); b.remaining >= 0 {
		return b.buffer.Write(p)
	}
	if b.drops {
		return len(p), nil
	}
	return 0, errors.New("too much")
}
