package compile

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// problems collects all problems of the sources.
type problems struct {
	errs []error
}

// maxProblems limits the report, since a shifted column is wrong in every row.
const maxProblems = 50

func (p *problems) add(format string, args ...any) {
	if len(p.errs) < maxProblems {
		p.errs = append(p.errs, fmt.Errorf(format, args...))
	}
}

func (p *problems) err() error { return errors.Join(p.errs...) }

// table is one CSV file of the sources.
type table struct {
	name    string
	header  []string
	columns map[string]int // index of each column
	rows    []row
	raw     []byte // the uncompressed file
}

// row is one record with its line in the file.
type row struct {
	table  *table
	line   int
	fields []string
}

// get returns the cell of a column, which must exist.
func (r row) get(column string) string {
	i, ok := r.table.columns[column]
	if !ok {
		panic(r.table.name + " has no column " + column)
	}
	return r.fields[i]
}

// problem reports a problem of a cell, with file, line and column.
func (r row) problem(p *problems, column, format string, args ...any) {
	p.add("%s:%d: %s %q: %s", r.table.name, r.line, column, r.get(column), fmt.Sprintf(format, args...))
}

// readTable reads a CSV file, which must have exactly the given header and be
// canonical: UTF-8 without a byte order mark, with line feeds, and quotes only where
// they are needed. A file named .gz is decompressed. The rows must be sorted by the key
// columns, if given.
func readTable(fsys fs.FS, p *problems, name string, header []string, key ...string) *table {
	raw, err := readFile(fsys, name)
	if err != nil {
		p.add("%v", err)
	}
	return parseTable(p, name, raw, err != nil, header, key...)
}

// parseTable parses a CSV file as readTable does. For a missing file it returns a table
// without rows.
func parseTable(p *problems, name string, raw []byte, missing bool, header []string, key ...string) *table {
	t := &table{name: name, header: header, columns: make(map[string]int)}
	for i, column := range header {
		t.columns[column] = i
	}
	if missing {
		return t
	}
	t.raw = raw
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord = len(header)
	var canonical bytes.Buffer
	w := csv.NewWriter(&canonical)
	for {
		fields, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			p.add("%s: %v", name, err)
			return t
		}
		line, _ := r.FieldPos(0)
		if line == 1 {
			if !slices.Equal(fields, header) {
				p.add("%s:1: header is %q, want %q", name, fields, header)
				return t
			}
		} else {
			t.rows = append(t.rows, row{t, line, fields})
		}
		if err := w.Write(fields); err != nil {
			p.add("%s:%d: %v", name, line, err)
		}
	}
	w.Flush()
	if len(t.rows) == 0 && !mayBeEmpty(name) {
		p.add("%s: no rows", name)
	}
	if !bytes.Equal(canonical.Bytes(), raw) {
		p.add("%s: not canonical CSV from line %d on", name, firstDifference(canonical.Bytes(), raw))
	}
	for _, r := range t.rows {
		for i, f := range r.fields {
			if cause := cellFault(f); cause != "" {
				r.problem(p, header[i], "%s", cause)
			}
		}
	}
	if len(key) > 0 {
		t.checkSorted(p, key...)
	}
	return t
}

func readFile(fsys fs.FS, name string) ([]byte, error) {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil || !strings.HasSuffix(name, ".gz") {
		return raw, err
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	raw, err = io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return raw, nil
}

// firstDifference returns the line of the first byte in which a and b differ.
func firstDifference(a, b []byte) int {
	line := 1
	for i := 0; i < min(len(a), len(b)) && a[i] == b[i]; i++ {
		if a[i] == '\n' {
			line++
		}
	}
	return line
}

// cellFault says why a cell is not plain text; "" when it is.
func cellFault(s string) string {
	if !utf8.ValidString(s) {
		return "not UTF-8"
	}
	if s != strings.TrimSpace(s) {
		return "space at an end"
	}
	for _, c := range s {
		if ' ' <= c && c <= '~' {
			continue
		}
		if unicode.IsControl(c) || c == utf8.RuneError || c == '\ufeff' {
			return fmt.Sprintf("holds the character %U", c)
		}
	}
	return ""
}

// checkSorted reports each row whose key is not greater than the previous one, so that
// keys are also unique.
func (t *table) checkSorted(p *problems, columns ...string) {
	before := ""
	for i, r := range t.rows {
		var key strings.Builder
		for _, c := range columns {
			key.WriteString(r.get(c))
			key.WriteByte(0)
		}
		if i > 0 && key.String() <= before {
			r.problem(p, columns[0], "out of order, or a second time")
		}
		before = key.String()
	}
}

// isCode reports whether s is n digits.
func isCode(s string, n int) bool {
	if len(s) != n {
		return false
	}
	for i := 0; i < n; i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// flag returns the value of a cell that must be 0 or 1.
func (r row) flag(p *problems, column string) bool {
	switch r.get(column) {
	case "0":
		return false
	case "1":
		return true
	}
	r.problem(p, column, "want 0 or 1")
	return false
}

// mayBeEmpty reports whether a file may have only a header: a schedule may have no
// defects and no amendments.
func mayBeEmpty(name string) bool {
	return strings.HasSuffix(name, "/amendments.csv") || strings.HasSuffix(name, "/defects.csv")
}
