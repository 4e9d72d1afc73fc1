// Package confined reads a file of an annex in a process of its own, under limits
// of memory and processor time. Whatever the file makes its reader do, nothing else
// dies with it: not the server, nor the requests that it is answering.
//
// The process is the program itself, begun anew with an argument that no person
// gives. A program that uses [Read] calls [Serve] first of all:
//
//	func main() {
//		confined.Serve()
//		…
//
// What is read goes back over a pipe, and has the bounds of package tables. The
// process gets nothing of the environment but where programs and temporary files
// are. On systems without such limits it is stopped after a while only.
//
// A deployed function needs none of this: reading annexes is all that import-lists
// does, and its memory is the bound.
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
	"strings"
	"time"

	"importchecker/shared/annex/file"
	"importchecker/shared/annex/office"
	"importchecker/shared/annex/pdf"
	"importchecker/shared/annex/tables"
)

// What reading one file may take.
const (
	MaxMemory    = 256 << 20        // bytes of memory that is written to
	MaxProcessor = 15 * time.Second // of a processor, the programs of poppler included
	patience     = 45 * time.Second // until it is stopped, however busy the machine is
	maxResult    = 8 * tables.MaxText
)

// ownProcessor is the share of the process itself; what is left is poppler's.
const ownProcessor = MaxProcessor - pdf.MaxProcessor

// argument tells the program to read a file and do nothing else.
const argument = "read-annex-from-standard-input"

// How the process ends when it may not go on.
const (
	tooSlow = 86
)

// answer is what comes back.
type answer struct {
	Document *file.Document
	Refused  string // why it was not read
	Memory   int    // the most that the process had, or one that it began
}

// Serve reads the file on standard input and ends the program, when that is what
// it was begun for; otherwise it returns at once.
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
	err := limit()
	if err == nil {
		a := readHere(os.Args[2], os.Stdin)
		a.Memory = peak()
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
			a = answer{Refused: fmt.Sprintf("%s: the reader broke down over it (%v): save it anew, or in another format", name,
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

// Read reads a file in a process of its own. An error says why the file was not
// read, in a sentence for whoever brought it.
func Read(ctx context.Context, name string, raw []byte) (*file.Document, error) {
	doc, _, err := Measure(ctx, name, raw)
	return doc, err
}

// Measure reads a file as Read does, and says how much memory that took at most; 0
// where that is not known, as when it was given up.
func Measure(ctx context.Context, name string, raw []byte) (doc *file.Document, memory int, err error) {
	program, err := os.Executable()
	if err != nil {
		return nil, 0, err
	}
	folder, err := os.MkdirTemp("", "annex-")
	if err != nil {
		return nil, 0, err
	}
	defer os.RemoveAll(folder) // what it leaves behind, too
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c := exec.CommandContext(ctx, program, argument, name)
	c.Stdin = bytes.NewReader(raw)
	out, said := &bounded{left: maxResult}, &bounded{left: 1 << 16, drops: true}
	c.Stdout, c.Stderr = out, said
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "TMPDIR=" + folder, "LC_ALL=C"}
	c.WaitDelay = time.Second
	apart(c)
	err = c.Run()
	switch {
	case ctx.Err() != nil:
		return nil, 0, fmt.Errorf("%s: takes longer than %s to read, and was given up: %s", name, patience, simpler)
	case out.left < 0:
		return nil, 0, fmt.Errorf("%s: holds more than can be read: %s", name, simpler)
	case err == nil:
		return decode(name, out.kept.Bytes())
	case slow(c.ProcessState):
		return nil, 0, fmt.Errorf("%s: takes more than %s of a processor to read, and was given up: %s", name, MaxProcessor,
			simpler)
	case strings.Contains(said.kept.String(), "out of memory"),
		strings.Contains(said.kept.String(), "cannot allocate memory"):
		return nil, 0, fmt.Errorf("%s: takes more than %s of memory to read, and was given up: %s", name,
			tables.Size(MaxMemory), simpler)
	}
	return nil, 0, fmt.Errorf("%s: the reader broke down over it (%v): %s", name, err, simpler)
}

const simpler = "copy the list alone into a new file, and bring that"

func decode(name string, raw []byte) (*file.Document, int, error) {
	var a answer
	if err := gob.NewDecoder(bytes.NewReader(raw)).Decode(&a); err != nil {
		return nil, 0, fmt.Errorf("%s: the reader broke down over it (%w): %s", name, err, simpler)
	}
	if a.Refused != "" {
		return nil, a.Memory, errors.New(a.Refused)
	}
	return a.Document, a.Memory, nil
}

// bounded keeps what is written up to a bound, and beyond it fails, or drops the
// rest.
type bounded struct {
	kept  bytes.Buffer
	left  int
	drops bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left >= 0 {
		return b.kept.Write(p)
	}
	if b.drops {
		return len(p), nil
	}
	return 0, errors.New("too much")
}
