// Package pdf reads the tables of a PDF that has a text layer.
//
// It takes two programs of poppler: pdftotext says where each word stands on
// its page, and pdftocairo which lines are drawn there. Where a table has lines,
// they say what a cell is: a word belongs to the cell that it stands in, however
// the text in it is set. Where it has none, columns are told apart by the gaps
// between them, and rows only where nothing else is possible; otherwise the
// file is refused.
//
// A scanned page has no words and is refused too.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"importchecker/shared/annex/tables"
)

// ErrNoPoppler says that the programs which read a PDF are not installed.
var ErrNoPoppler = errors.New("is a PDF, which is read with the programs pdftotext and pdftocairo of poppler: install the package poppler-utils (apt-get install poppler-utils, brew install poppler), or bring the annex as XLSX, DOCX, HTML or CSV")

// Available reports whether a PDF can be read on this machine.
func Available() bool {
	_, text := exec.LookPath("pdftotext")
	_, lines := exec.LookPath("pdftocairo")
	return text == nil && lines == nil
}

// Bounds of what the programs may take and give.
const (
	maxPages  = 1000
	maxOutput = 256 << 20
	maxErrors = 4 << 10
	patience  = time.Minute
)

// Read returns the tables of a PDF as one sheet, whose rows say which page they
// stand on.
func Read(raw []byte) ([]*tables.Sheet, error) {
	if len(raw) > tables.MaxFile {
		return nil, tables.TooLarge(len(raw))
	}
	if !Available() {
		return nil, ErrNoPoppler
	}
	dir, err := os.MkdirTemp("", "annex-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "annex.pdf")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	pages, err := wordsOf(ctx, file, cropped)
	if err != nil {
		return nil, err
	}
	if len(pages) > maxPages {
		return nil, fmt.Errorf("has more than %d pages", maxPages)
	}
	if words := count(pages); words == 0 {
		return nil, errors.New("has no text in it: its pages are pictures, as of a scan, and pictures are not read")
	}
	area := cropped
	lines, err := drawnOf(ctx, file, area)
	if errors.Is(err, errCropped) {
		area = nil
		if pages, err = uncropped(ctx, file, pages); err != nil {
			return nil, err
		}
		lines, err = drawnOf(ctx, file, area)
	}
	if err != nil {
		return nil, err
	}
	if len(lines) != len(pages) { // a version that draws no more than one page at a time
		if lines, err = pageByPage(ctx, file, area, len(pages)); err != nil {
			return nil, err
		}
	}
	for i, p := range pages {
		p.rules = lines[i]
	}
	sheet := &tables.Sheet{Format: "PDF"}
	if sheet.Rows, err = rowsOf(pages); err != nil {
		return nil, err
	}
	if len(sheet.Rows) > tables.MaxRows {
		return nil, fmt.Errorf("an annex has at most %d rows", tables.MaxRows)
	}
	return []*tables.Sheet{sheet}, nil
}

func count(pages []*page) int {
	n := 0
	for _, p := range pages {
		n += len(p.words)
	}
	return n
}

// cropped says that of a page only what shows is read. Both programs have to be
// told, since both measure places from its corner.
var cropped = []string{"-cropbox"}

// errCropped says that pdftocairo draws whole pages only, as it did before
// 2023.
var errCropped = errors.New("pdftocairo takes no -cropbox here")

func wordsOf(ctx context.Context, file string, area []string) ([]*page, error) {
	text, err := run(ctx, "pdftotext", slices.Concat(area, []string{"-bbox", "-enc", "UTF-8", "-l", strconv.Itoa(maxPages + 1), file, "-"})...)
	if err != nil {
		return nil, err
	}
	return readWords(text)
}

func drawnOf(ctx context.Context, file string, area []string, pages ...string) ([][]rule, error) {
	drawn, err := run(ctx, "pdftocairo", slices.Concat(area, []string{"-svg"}, pages, []string{file, "-"})...)
	if err != nil && area != nil && strings.Contains(err.Error(), "-cropbox may only be used") {
		return nil, errCropped
	}
	if err != nil {
		return nil, err
	}
	return readLines(drawn)
}

// uncropped reads the words by whole pages. A file whose pages are cropped is
// refused: what does not show would be read with the rest.
func uncropped(ctx context.Context, file string, shown []*page) ([]*page, error) {
	pages, err := wordsOf(ctx, file, nil)
	if err != nil {
		return nil, err
	}
	for i, p := range pages {
		if i >= len(shown) || p.width != shown[i].width || p.height != shown[i].height {
			return nil, &tables.PlaceError{Page: p.number, Text: "is cropped, which this version of poppler cannot draw: print the file to PDF anew, or read it with poppler 23 or later"}
		}
	}
	return pages, nil
}

func pageByPage(ctx context.Context, file string, area []string, pages int) ([][]rule, error) {
	out := make([][]rule, pages)
	for i := range out {
		n := strconv.Itoa(i + 1)
		lines, err := drawnOf(ctx, file, area, "-f", n, "-l", n)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			out[i] = append(out[i], l...)
		}
	}
	return out, nil
}

// run runs a program of poppler and returns what it writes.
func run(ctx context.Context, name string, args ...string) ([]byte, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, ErrNoPoppler
	}
	c := exec.CommandContext(ctx, path, args...)
	out, errs := &bounded{left: maxOutput}, &bounded{left: maxErrors, drops: true}
	c.Stdout, c.Stderr = out, errs
	c.WaitDelay = time.Second
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "LC_ALL=C"}
	err = c.Run()
	said := strings.ToLower(errs.kept.String())
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("takes %s longer than %s to read", name, patience)
	case out.left < 0:
		return nil, fmt.Errorf("holds more than %d bytes of text and lines", maxOutput)
	case strings.Contains(said, "incorrect password"):
		return nil, errors.New("is locked with a password")
	case err != nil:
		return nil, fmt.Errorf("%s cannot read it (%v): %s", name, err, strings.TrimSpace(errs.kept.String()))
	}
	return out.kept.Bytes(), nil
}

// bounded keeps what is written up to a bound, and beyond it fails, or drops
// the rest. It is no more than a writer, so that nothing is read into it past
// the bound.
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
