package listing

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"sync"

	"importchecker/shared/edition"
)

// notesCSV has the notes on rows and on where texts were read, in both languages. They
// are this product's own words, never published text.
//
//go:embed notes.csv
var notesCSV []byte

var notes = sync.OnceValue(func() map[string]string {
	rows, err := csv.NewReader(bytes.NewReader(notesCSV)).ReadAll()
	if err != nil {
		panic("listing: notes.csv: " + err.Error())
	}
	chinese := make(map[string]string, len(rows))
	for _, row := range rows[1:] {
		chinese[row[0]] = row[1]
	}
	return chinese
})

// noteText returns a note in both languages. A note that a maintainer wrote is the same
// in both.
func noteText(s string) edition.Text {
	zh, ok := notes()[s]
	if !ok {
		zh = s
	}
	return edition.Text{EN: s, ZH: zh}
}
