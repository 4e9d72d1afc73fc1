package listing

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"sync"

	"importchecker/shared/edition"
)

// notesCSV has what this product notes beside rows, and where a text was read, in both
// languages. The wording is our own in either; what was published is never in it.
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

// note returns a note in both languages. One that a maintainer has written is in the
// language that it was written in.
func note(s string) edition.Text {
	zh, ok := notes()[s]
	if !ok {
		zh = s
	}
	return edition.Text{EN: s, ZH: zh}
}
