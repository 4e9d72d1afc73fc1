// Package pdf reads the tables of a PDF that has a text layer.
//
// It uses two programs of poppler: pdftotext returns the position of each word
// on its page, and pdftocairo the lines that are drawn. In a table with lines,
// a word belongs to the cell that it is in. In one without lines, columns are
// separated by the gaps between them, and rows only if that is unambiguous;
// otherwise the file is refused.
//
// A scanned page has no words. A file of only such pages is refused; when some
// pages are scanned, they are named, and the list is not taken as complete.
//
// The output of the programs is parsed as a stream and not stored, and they
// have limits of memory and processor time where the system supports that.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"importchecker/shared/annex/program"
	"importchecker/shared/annex/tables"
)

// ErrNoPoppler means that the programs for reading a PDF are not installed.
var ErrNoPoppler = errors.New(
	"is a PDF, which is read with the programs pdftotext and pdftocairo of poppler: install the package poppler-utils (apt-get install poppler-utils, brew install poppler), or bring the annex as XLSX, DOCX, HTML or CSV")

// Available reports whether a PDF can be read on this machine.
func Available() bool {
	_, text := exec.LookPath("pdftotext")
	_, lines := exec.LookPath("pdftocairo")
	return text == nil && lines == nil
}

// MaxProcessor is the processor time of all programs together, for one file.
const MaxProcessor = 7 * time.Second

// Limits of the programs.
const (
	maxPages  = 1000
	maxOutput = 128 << 20
	maxErrors = 4 << 10
	maxMemory = 200 << 20 // of one program
	patience  = 30 * time.Second
)

// Read returns the tables of a PDF as one sheet, whose rows have the numbers of
// their pages.
func Read(raw []byte) ([]*tables.Sheet, error) {
	if len(raw) > tables.MaxFile {
		return nil, tables.TooLarge(len(raw))
	}
	if !Available() {
		return nil, ErrNoPoppler
	}
	if !bytes.Contains(raw[max(0, len(raw)-4096):], []byte("%%EOF")) {
		return nil, errors.New("is cut off: its last part is missing, as when a download broke off; fetch it again")
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
	r := &reader{ctx: ctx, file: file, remaining: MaxProcessor}
	pages, err := r.pages()
	if err != nil {
		return nil, err
	}
	sheet := &tables.Sheet{Format: "PDF", Remarks: silentPages(pages)}
	if r.complaint != "" {
		sheet.Remarks = append(sheet.Remarks, tables.NewRemark(0, 0, "", "is damaged in places, as poppler says ("+
			r.complaint+"): compare the rows with the file as it shows", "文件有损坏之处（poppler 提示："+r.complaint+"），请与显示的内容核对"))
	}
	if sheet.Rows, err = rowsOf(pages); err != nil {
		return nil, err
	}
	take := &tables.Allowance{}
	for _, row := range sheet.Rows {
		err := take.Row()
		for _, text := range row.Cells {
			if err == nil {
				err = take.Cells(1, text)
			}
		}
		if err != nil {
			return nil, &tables.PlaceError{Page: row.Page, Row: row.Number, Text: err.Error()}
		}
	}
	return []*tables.Sheet{sheet}, nil
}

// reader runs the programs on one file.
type reader struct {
	ctx       context.Context
	file      string
	remaining time.Duration // remaining processor time, for all programs together

	complaint string // the first error that a program reported without failing
}

// complaint returns the first error in the messages of a program.
func complaint(before, messages string) string {
	for line := range strings.SplitSeq(messages, "\n") {
		if before == "" && (strings.HasPrefix(line, "Syntax Error") || strings.HasPrefix(line, "Internal Error")) {
			return line
		}
	}
	return before
}

// pages reads the words and lines of every page.
func (r *reader) pages() ([]*page, error) {
	pages, err := r.words(cropArgs)
	if err != nil {
		return nil, err
	}
	if len(pages) > maxPages {
		return nil, fmt.Errorf("has more than %d pages", maxPages)
	}
	if words := countWords(pages); words == 0 {
		return nil, errors.New("has no text in it: its pages are pictures, as of a scan, and pictures are not read")
	}
	area := cropArgs
	drawings, err := r.drawings(area)
	if errors.Is(err, errCropped) {
		area = nil
		if pages, err = r.uncropped(pages); err != nil {
			return nil, err
		}
		drawings, err = r.drawings(area)
	}
	if err != nil {
		return nil, err
	}
	if len(drawings) != len(pages) { // this version draws only one page at a time
		if drawings, err = r.pageByPage(area, len(pages)); err != nil {
			return nil, err
		}
	}
	for i, p := range pages {
		p.drawing = drawings[i]
	}
	return pages, nil
}

// fewWords is the number of words below which a page with a picture may be a
// scan.
const fewWords = 20

// silentPages returns remarks on pages that may have rows which cannot be read:
// those without words, and those with a picture and few words.
func silentPages(pages []*page) []tables.Remark {
	var out []tables.Remark
	for _, p := range pages {
		switch {
		case len(p.words) == 0 && p.shapes == 0:
			out = append(out, tables.NewRemark(p.number, 0, "", "has no text and nothing drawn on it", "该页无文字，亦无图形"))
		case len(p.words) == 0:
			remark := tables.NewRemark(p.number, 0, "",
				"has no text: it is a picture, as of a scan, and pictures are not read, so rows may stand on it that are missing here",
				"该页没有文字，是图片（如扫描件），无法读取，其上的行可能缺失")
			remark.Grave = true
			out = append(out, remark)
		case p.pictures > 0 && len(p.words) < fewWords:
			out = append(out, tables.NewRemark(p.number, 0, "",
				"has a picture and hardly a word: what the picture shows is not read", "该页有图片而几乎没有文字，图片内容未读取"))
		}
	}
	return out
}

func countWords(pages []*page) int {
	n := 0
	for _, p := range pages {
		n += len(p.words)
	}
	return n
}

// cropArgs makes the programs read only the visible part of a page. Both need
// it, since both measure positions from its corner.
var cropArgs = []string{"-cropbox"}

// errCropped means that pdftocairo only draws whole pages, as it did before
// 2023.
var errCropped = errors.New("pdftocairo takes no -cropbox here")

func (r *reader) words(area []string) (pages []*page, err error) {
	err = r.run("pdftotext", func(out io.Reader) (err error) {
		pages, err = readWords(out)
		return err
	}, slices.Concat(area, []string{"-bbox", "-enc", "UTF-8", "-l", strconv.Itoa(maxPages + 1), r.file, "-"})...)
	return pages, err
}

func (r *reader) drawings(area []string, pages ...string) (drawings []drawing, err error) {
	err = r.run("pdftocairo", func(out io.Reader) (err error) {
		drawings, err = readDrawings(out)
		return err
	}, slices.Concat(area, []string{"-svg"}, pages, []string{r.file, "-"})...)
	if err != nil && area != nil && strings.Contains(err.Error(), "-cropbox may only be used") {
		return nil, errCropped
	}
	return drawings, err
}

// uncropped reads the words of whole pages. A file with cropped pages is
// refused: hidden content would be read with the rest.
func (r *reader) uncropped(shown []*page) ([]*page, error) {
	pages, err := r.words(nil)
	if err != nil {
		return nil, err
	}
	for i, p := range pages {
		if i >= len(shown) || p.width != shown[i].width || p.height != shown[i].height {
			return nil, &tables.PlaceError{Page: p.number,
				Text: "is cropped, which this version of poppler cannot draw: print the file to PDF anew, or read it with poppler 23 or later"}
		}
	}
	return pages, nil
}

func (r *reader) pageByPage(area []string, pages int) ([]drawing, error) {
	out := make([]drawing, pages)
	for i := range out {
		n := strconv.Itoa(i + 1)
		drawings, err := r.drawings(area, "-f", n, "-l", n)
		if err != nil {
			return nil, err
		}
		for _, d := range drawings {
			out[i].rules = append(out[i].rules, d.rules...)
			out[i].shapes += d.shapes
			out[i].pictures += d.pictures
		}
	}
	return out, nil
}

// run runs a program of poppler, and passes its output to read.
func (r *reader) run(name string, read func(io.Reader) error, args ...string) error {
	path, err := exec.LookPath(name)
	if err != nil {
		return ErrNoPoppler
	}
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	c := exec.CommandContext(ctx, path, args...)
	errs := &firstBytes{left: maxErrors}
	c.Stderr, c.WaitDelay = errs, time.Second
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "LC_ALL=C"}
	pipe, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return fmt.Errorf("%s cannot be run: %w", name, err)
	}
	program.Confine(c.Process.Pid, maxMemory, r.remaining)
	out := &io.LimitedReader{R: pipe, N: maxOutput + 1}
	bad := read(out)
	if out.N <= 0 {
		bad = fmt.Errorf("holds more than %s of text and lines", tables.Size(maxOutput))
	}
	if bad != nil {
		cancel() // the rest of the output is not needed
	}
	err = c.Wait()
	r.complaint = complaint(r.complaint, errs.buffer.String())
	r.remaining -= c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	messages := strings.ToLower(errs.buffer.String())
	switch {
	case r.ctx.Err() != nil:
		return fmt.Errorf("takes %s longer than %s to read", name, patience)
	case r.remaining <= 0 || program.OutOfTime(c.ProcessState):
		return fmt.Errorf("takes more than %s of a processor to draw: print to PDF only the pages that hold the list",
			MaxProcessor)
	case strings.Contains(messages, "incorrect password"):
		return errors.New("is locked with a password")
	case strings.Contains(messages, "out of memory"),
		strings.Contains(messages, "cannot allocate"): // it still exits with 0
		return fmt.Errorf("takes more than %s of memory to draw: print to PDF only the pages that hold the list",
			tables.Size(maxMemory))
	case err != nil && bad == nil, err != nil && errs.buffer.Len() > 0 && errors.Is(bad, errNothing):
		return fmt.Errorf("%s cannot read it (%v): %s", name, err, strings.TrimSpace(errs.buffer.String()))
	}
	return bad
}

// errNothing means that a program wrote nothing that can be read.
var errNothing = errors.New("nothing was written")

// firstBytes keeps the first bytes written, and drops the rest.
type firstBytes struct {
	buffer bytes.Buffer
	left   int
}

func (b *firstBytes) Write(p []byte) (int, error) {
	n := min(len(p), b.left)
	b.left -= n
	b.buffer.Write(p[:n])
	return len(p), nil
}
