package tablefile

import (
	"bufio"
	"encoding/csv"
	"io"
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
