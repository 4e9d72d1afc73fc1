package compile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"importchecker/shared/edition"
)

// Problem is one error in a file, with its place.
type Problem struct {
	File   string
	Row    int    // 1 is the header; 0 for the whole file
	Column string // blank for the whole row
	Text   string
}

// Error returns the place and the text: "law/readings.csv: row 3, column modes: …".
func (p *Problem) Error() string {
	place := p.File
	if p.Row > 0 {
		place += fmt.Sprintf(": row %d", p.Row)
		if p.Column != "" {
			place += ", column " + p.Column
		}
	} else if p.Column != "" {
		place += ": " + p.Column
	}
	return place + ": " + p.Text
}

// problems collects the errors in the sources.
type problems struct {
	found []error
}

func (p *problems) add(file string, row int, column, format string, args ...any) {
	p.found = append(p.found, &Problem{File: file, Row: row, Column: column, Text: fmt.Sprintf(format, args...)})
}

func (p *problems) err() error { return errors.Join(p.found...) }

// row is one row of a CSV file.
type row struct {
	p      *problems
	file   string
	number int
	header []string
	cells  []string
}

// get returns the cell of a column.
func (r *row) get(column string) string { return r.cells[slices.Index(r.header, column)] }

// texts returns the text in the columns name_en and name_zh. It reports a problem
// if only one of them is blank.
func (r *row) texts(name string) edition.Text {
	t := edition.Text{EN: r.get(name + "_en"), ZH: r.get(name + "_zh")}
	if (t.EN == "") != (t.ZH == "") {
		r.problem(name+"_zh", "want a %s in both languages or in none", name)
	}
	return t
}

// day returns a cell that is a day, or 0 if it is blank.
func (r *row) day(column string) edition.Date { return r.date(column, r.get(column)) }

func (r *row) date(column, text string) edition.Date {
	if text == "" {
		return 0
	}
	d, err := edition.ParseDate(text)
	if err != nil {
		r.problem(column, "%v", err)
	}
	return d
}

// list returns the parts of a cell, which are separated by semicolons.
func (r *row) list(column string) []string { return parts(r.get(column), ";") }

func (r *row) problem(column, format string, args ...any) {
	r.p.add(r.file, r.number, column, format, args...)
}

// need reports a problem for each of the columns that is blank.
func (r *row) need(columns ...string) {
	for _, c := range columns {
		if r.get(c) == "" {
			r.problem(c, "blank")
		}
	}
}

func parts(s, separator string) []string {
	if s == "" {
		return nil
	}
	out := strings.Split(s, separator)
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

// readCSV reads the rows of a file, which must have the header.
func readCSV(p *problems, fsys fs.FS, name string, header []string) []*row {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		p.add(name, 0, "", "%v", err)
		return nil
	}
	return parseCSV(p, name, raw, header)
}

func parseCSV(p *problems, name string, raw []byte, header []string) []*row {
	if !utf8.Valid(raw) {
		p.add(name, 0, "", "not UTF-8")
		return nil
	}
	records, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		p.add(name, 0, "", "%v", err)
		return nil
	}
	if len(records) == 0 || !slices.Equal(records[0], header) {
		p.add(name, 1, "", "the header must be %s", strings.Join(header, ","))
		return nil
	}
	rows := make([]*row, 0, len(records)-1)
	for i, cells := range records[1:] {
		r := &row{p: p, file: name, number: i + 2, header: header, cells: cells}
		for j, cell := range cells {
			if cell != strings.TrimSpace(cell) {
				r.problem(header[j], "has space around %q", cell)
			}
		}
		rows = append(rows, r)
	}
	return rows
}
