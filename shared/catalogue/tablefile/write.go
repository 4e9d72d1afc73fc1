package tablefile

import (
	"bufio"
	"encoding/csv"
	"io"
)

// Writer writes a table row by row.
type Writer interface {
	Write(cells []string) error
	// Close completes the file. It does not close the underlying writer.
	Close() error
}

// csvWriter writes UTF-8 with a byte order mark, so that spreadsheets read Chinese correctly.
type csvWriter struct {
	out *bufio.Writer
	csv *csv.Writer
}

// NewCSVWriter returns a writer of CSV.
func NewCSVWriter(w io.Writer) Writer {
	out := bufio.NewWriterSize(w, 256<<10)
	_, _ = out.WriteString("\ufeff") // an error is returned by the next write
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
