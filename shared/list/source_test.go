package list_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"importchecker/shared/list"
	"importchecker/shared/list/compile"
)

// readSource returns the rows of a list.csv by column, in their order.
func readSource(t testing.TB, e *list.Edition) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("source", e.List, e.ID, "list.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, cell := range record {
			row[records[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// readMeta returns the edition.json of an edition.
func readMeta(t testing.TB, e *list.Edition) compile.Meta {
	t.Helper()
	file := filepath.Join("source", e.List, e.ID, "edition.json")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, err := compile.ReadMeta(file, raw)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// everyEdition runs f on each built-in edition.
func everyEdition(t *testing.T, f func(t *testing.T, e *list.Edition)) {
	t.Helper()
	for _, l := range list.BuiltIn().Lists() {
		for _, e := range l.Editions {
			t.Run(l.ID+"/"+e.ID, func(t *testing.T) { f(t, e) })
		}
	}
}

// builtIn returns one built-in edition.
func builtIn(t testing.TB, listID, id string) *list.Edition {
	t.Helper()
	l, ok := list.BuiltIn().List(listID)
	if !ok {
		t.Fatalf("there is no list %s", listID)
	}
	e, ok := l.Edition(id)
	if !ok {
		t.Fatalf("there is no edition %s of %s", id, listID)
	}
	return e
}
