package compile

import (
	"errors"
	"fmt"
	"strings"
)

// Problem is one fault of a file, with its place.
type Problem struct {
	File   string
	Row    int    // 1 is the first row; 0 when the fault is of the whole file
	Column string // by the name in its header; blank when the fault is of the whole row
	Text   string
}

// Error returns the place and the fault: "2022/list.csv: row 3, column code: …".
func (p *Problem) Error() string {
	var place strings.Builder
	place.WriteString(p.File)
	if p.Row > 0 {
		fmt.Fprintf(&place, ": row %d", p.Row)
		if p.Column != "" {
			place.WriteString(", column " + p.Column)
		}
	} else if p.Column != "" {
		place.WriteString(": " + p.Column)
	}
	return place.String() + ": " + p.Text
}

// problems collects what is wrong with one file.
type problems struct {
	file  string
	found []error
}

func (p *problems) add(row int, column, format string, args ...any) {
	p.found = append(p.found, &Problem{File: p.file, Row: row, Column: column, Text: fmt.Sprintf(format, args...)})
}

func (p *problems) err() error { return errors.Join(p.found...) }
