// Package table converts JSON answers to CSV that spreadsheets open correctly: UTF-8
// with a byte order mark, codes with their leading zeros, and no cell that is
// interpreted as a formula.
package table

import (
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"

	"importchecker/shared/catalogue/sheet"
)

// A Table defines which values of an answer are rows, and which of their members are
// columns.
type Table struct {
	Rows    []Rows
	Columns []Column
}

// Rows are rows of an answer.
type Rows struct {
	Path string // the path of their array; blank for an answer that is one row
	Kind string // the value of a column without a path
}

// A Column has the member at Path of each row. A path is names separated by dots. A
// name of an array selects all elements, and "channels[channel=cbec_bonded]" those
// whose member has that value.
type Column struct {
	Name string
	Path string // blank for the Kind of the rows
}

// Col returns the column of a member, with the same name.
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
	w.Write(cells) // writing to a strings.Builder does not fail
	for _, rows := range t.Rows {
		for _, row := range valuesAt(root, rows.Path) {
			for i, c := range t.Columns {
				cells[i] = rows.Kind
				if c.Path != "" {
					cells[i] = cell(valuesAt(row, c.Path))
				}
			}
			w.Write(cells)
		}
	}
	w.Flush()
	return out.String(), nil
}

// valuesAt returns the values at a path, those of an array one by one.
func valuesAt(value any, path string) []any {
	if list, ok := value.([]any); ok {
		var all []any
		for _, element := range list {
			all = append(all, valuesAt(element, path)...)
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
		next = elementsWith(next, filter)
	}
	return valuesAt(next, rest)
}

// elementsWith returns the elements of a list that match the filter "name=value".
func elementsWith(value any, filter string) any {
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

// cell returns the text of a cell with some values, separated by semicolons.
func cell(values []any) string {
	texts := make([]string, 0, len(values))
	for _, v := range values {
		if s := text(v); s != "" {
			texts = append(texts, s)
		}
	}
	return sheet.EscapeFormula(strings.Join(texts, "; "))
}

// text returns the text of a value. Of a text in both languages it returns the
// Chinese.
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
