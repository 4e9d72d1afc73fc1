package tablefile

import (
	"bufio"
	"bytes"
	"io"

	"importchecker/shared/catalogue/sheet"
)

// Open detects the format of a file by its first bytes, and returns its rows. closeRows must be called after
// reading.
func Open(src io.Reader) (rows sheet.Rows, closeRows func() error, err error) {
	head := bufio.NewReaderSize(src, 4096)
	first, err := head.Peek(8)
	if len(first) == 0 {
		if err == nil || err == io.EOF {
			err = &sheet.Problem{Code: sheet.Empty}
		}
		return nil, nil, err
	}
	switch {
	case bytes.HasPrefix(first, []byte("PK\x03\x04")):
		return openXLSX(head)
	case bytes.HasPrefix(first, []byte("\xd0\xcf\x11\xe0")), bytes.HasPrefix(first, []byte("%PDF")):
		return nil, nil, &sheet.Problem{Code: sheet.UnknownFormat}
	}
	rows, err = newCSV(head)
	return rows, func() error { return nil }, err
}
