package layout

import (
	"fmt"
	"strconv"
	"strings"

	"importchecker/shared/annex/tables"
)

// Described is a layout that a maintainer described, for an annex whose header fits
// no profile: which column holds what, and in which row the list begins.
type Described struct {
	columns  [endRoles]int // from 0; -1 where there is none
	firstRow int
}

// WithColumns returns the profile with a layout described by a maintainer: columns as
// "税则号列=B, 货品名称=C, 备注=E", by the names or fields of the profile and by letters
// or numbers, and the number of the first row of the list.
func (p *Profile) WithColumns(columns string, firstRow int) (*Profile, error) {
	if strings.TrimSpace(columns) == "" && firstRow == 0 {
		return p, nil
	}
	t := &Described{firstRow: max(firstRow, 1)}
	for r := range t.columns {
		t.columns[r] = -1
	}
	taken := map[int]bool{}
	for part := range strings.FieldsFuncSeq(columns, func(r rune) bool { return strings.ContainsRune(",;，；、", r) }) {
		name, at, ok := strings.Cut(strings.ReplaceAll(part, "＝", "="), "=")
		column, known := ColumnNumber(strings.TrimSpace(at))
		r, isField := roleNamed(strings.TrimSpace(name))
		if !isField || !p.has(r) {
			r = p.roleOf(name)
		}
		switch {
		case !ok || !known:
			return nil, fmt.Errorf("%q: want the name of a column, =, and its letter or number: 税则号列=B", strings.TrimSpace(part))
		case r == noRole:
			return nil, fmt.Errorf("%q is no column of profile %s", strings.TrimSpace(name), p.ID)
		case taken[column] || t.columns[r] >= 0:
			return nil, fmt.Errorf("%q: a column, or what it holds, is told twice", strings.TrimSpace(part))
		}
		t.columns[r], taken[column] = column, true
	}
	q := *p
	q.described = t
	if h := q.describedHeader(&tables.Sheet{}, 0); !q.fits(h) {
		return nil, fmt.Errorf("%q does not tell all that is needed: want %s", columns, p.wantedColumns())
	}
	return &q, nil
}

// ColumnNumber parses the letter or number of a column; the first is 0.
func ColumnNumber(s string) (int, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return n - 1, n >= 1 && n <= tables.MaxColumns
	}
	n := 0
	for _, r := range strings.ToUpper(s) {
		if r < 'A' || r > 'Z' || n > tables.MaxColumns {
			return 0, false
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1, n >= 1 && n <= tables.MaxColumns
}

// describedHeader returns the described header, above the row at an index. Other
// columns are not read.
func (p *Profile) describedHeader(s *tables.Sheet, at int) *Header {
	h := &Header{at: at, end: at, width: tables.MaxColumns, named: make([]bool, tables.MaxColumns)}
	if at < len(s.Rows) {
		h.Row = placeOf(s, s.Rows[at])
	}
	isDescribed := map[int]bool{}
	for r, column := range p.described.columns {
		h.columns[r] = column
		if column >= 0 {
			h.set(Role(r), column, p.TitleOf(Role(r)))
			isDescribed[column] = true
		}
	}
	for i := range h.named {
		if h.named[i] = true; !isDescribed[i] {
			h.ignore(i, "column "+strconv.Itoa(i+1))
		}
	}
	return h
}

// chooseDescribed returns the sheet that the description applies to.
func (s *scan) chooseDescribed(sheets []*tables.Sheet) []chosenSheet {
	var filled []*tables.Sheet
	for _, sheet := range sheets {
		if len(sheet.Rows) > 0 && !sheet.Hidden {
			filled = append(filled, sheet)
		}
	}
	if len(filled) != 1 {
		s.Problem(Place{}, "", "the columns are told, but not of which sheet or table: name one of %s", labels(sheets))
		return nil
	}
	sheet := filled[0]
	for at, row := range sheet.Rows {
		if !row.Loose && row.Number >= s.profile.described.firstRow {
			return []chosenSheet{{sheet, s.profile.describedHeader(sheet, at)}}
		}
	}
	s.Problem(Place{Sheet: sheet.Label()}, "", "has no row %d, where the list is told to begin",
		s.profile.described.firstRow)
	return nil
}
