package tablefile

import (
	"bufio"
	"encoding/csv"
	"io"

	"github.com/xuri/excelize/v2"
)

// Writer writes a table row by row.
type Writer interface {
	Write(cells []string) error
	// Close ends the file; without it the file is not whole. What was written
	// to is not closed.
	Close() error
}

// csvWriter writes UTF-8 with a byte order mark, by which spreadsheets know
// that Chinese is Chinese.
type csvWriter struct {
	out *bufio.Writer
	csv *csv.Writer
}

// NewCSVWriter returns a writer of CSV.
func NewCSVWriter(w io.Writer) Writer {
	out := bufio.NewWriterSize(w, 256<<10)
	_, _ = out.WriteString("\ufeff") // an error comes back with the next write
	return &csvWriter{out, csv.NewWriter(out)}
}

func (w *csvWriter) Write(cells []string) error { return w.csv.Write(cells) }

func (w *csvWriter) Close() error {
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return err
	}
	return w.out.Flush()
}

// xlsxWriter writes a workbook with one sheet; what does not fit in memory goes
// to a temporary file.
type xlsxWriter struct {
	w      io.Writer
	book   *excelize.File
	stream *excelize.StreamWriter
	row    int
	cells  []any
}

// NewXLSXWriter returns a writer of an XLSX workbook.
func NewXLSXWriter(w io.Writer) (Writer, error) {
	book := excelize.NewFile()
	stream, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, err
	}
	return &xlsxWriter{w: w, book: book, stream: stream}, nil
}

// Write writes the cells as text, so that codes keep their zeros and nothing is
// taken for a formula.
func (w *xlsxWriter) Write(cells []string) error {
	w.row++
	w.cells = w.cells[:0]
	for _, c := range cells {
		if c == "" {
			w.cells = append(w.cells, nil)
		} else {
			w.cells = append(w.cells, c)
		}
	}
	at, err := excelize.CoordinatesToCellName(1, w.row)
	if err != nil {
		return err
	}
	return w.stream.SetRow(at, w.cells)
}

func (w *xlsxWriter) Close() error {
	defer w.book.Close()
	if err := w.stream.Flush(); err != nil {
		return err
	}
	return w.book.Write(w.w)
}
