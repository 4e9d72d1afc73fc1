// Package table makes tables of JSON answers, as CSV that spreadsheets open as it
// is meant: UTF-8 with a byte order mark, codes with their zeros, and no cell that
// is taken for a formula.
package table

import (
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"

	"importchecker/shared/catalogue/sheet"
)

// A Table says which rows of an answer become rows of a table, and which of their
// members become columns.
type Table struct {
	Rows    []Rows
	Columns []Column
}

// Rows are rows of an answer.
type Rows struct {
	Path string // of the array that has them; blank for an answer that is one row
	Kind string // goes into the column "kind", where there is one
}

// A Column has the member at Path of each row. A path is names with dots between
// them; in an array, "channels[channel=cbec_bonded]" takes the elements that have
// that member, and a name alone takes all of them.
type Column struct {
	Name string
	Path string // blank has the Kind of the rows
}

// Col is the column of a member that is called as it is.
func Col(path string) Column { return Column{Name: path, Path: path} }

// CSV returns the table of an answer.
func (t Table) CSV(answer []byte) (string, error) {
	var root any
	decoder := json.NewDecoder(strings.NewReader(string(answer)))
	decoder.UseNumber()
	if err := decoder.Decode(&root); err != nil {
		return "", err
	}
	var out strings.Builder
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	cells := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		cells[i] = c.Name
	}
	w.Write(cells) // a strings.Builder takes everything
	for _, rows := range t.Rows {
		for _, row := range at(root, rows.Path) {
			for i, c := range t.Columns {
				cells[i] = rows.Kind
				if c.Path != "" {
					cells[i] = cell(at(row, c.Path))
				}
			}
			w.Write(cells)
		}
	}
	w.Flush()
	return out.String(), nil
}

// at returns the values at a path, those of an array one by one.
func at(value any, path string) []any {
	if list, ok := value.([]any); ok {
		var all []any
		for _, element := range list {
			all = append(all, at(element, path)...)
		}
		return all
	}
	if path == "" {
		return []any{value}
	}
	step, rest, _ := strings.Cut(path, ".")
	name, filter, filtered := strings.Cut(strings.TrimSuffix(step, "]"), "[")
	object, _ := value.(map[string]any)
	next, ok := object[name]
	if !ok || next == nil {
		return nil
	}
	if filtered {
		next = having(next, filter)
	}
	return at(next, rest)
}

// having returns the elements of a list whose member is as "name=value" says.
func having(value any, filter string) any {
	name, want, _ := strings.Cut(filter, "=")
	var found []any
	list, _ := value.([]any)
	for _, element := range list {
		if object, ok := element.(map[string]any); ok && object[name] == want {
			found = append(found, element)
		}
	}
	return found
}

// cell writes values into one cell, with semicolons between several.
func cell(values []any) string {
	texts := make([]string, 0, len(values))
	for _, v := range values {
		if s := text(v); s != "" {
			texts = append(texts, s)
		}
	}
	return sheet.Inert(strings.Join(texts, "; "))
}

// text writes a value. A text in languages is that of the answer's language, or
// the Chinese of both.
func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case map[string]any:
		for _, language := range []string{"zh", "en"} {
			if s, ok := v[language].(string); ok {
				return s
			}
		}
	}
	return ""
}
