package compile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
)

// FormatMeta returns the content of an edition.json.
func FormatMeta(m Meta) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(m)
	return b.Bytes(), err
}

// FormatRows returns the content of a list.csv with rows, each with the columns of Header.
func FormatRows(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, r := range append([][]string{Header}, rows...) {
		if len(r) != len(Header) {
			return nil, fmt.Errorf("a row of %d columns, want %d", len(r), len(Header))
		}
		if err := w.Write(r); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}
