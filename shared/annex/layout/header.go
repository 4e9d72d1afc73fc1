package layout

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"importchecker/shared/annex/tables"
	"importchecker/shared/list/compile"
)

// Role is what a column holds.
type Role uint8

const (
	noRole Role = iota
	Serial
	Category
	Code
	NameZH
	NameEN
	Remark
	OldCode
	NewCode
	OldName
	OldRemark
	Change
	Section
	Field
	Measure
	Whole // from here on, how a measure is applied: decisions of a maintainer
	part
	modes
	kind
	weight
	activities
	summaryZH
	summaryEN
	laws
	noted
	Aside // for people, and not read
	open
	endRoles
)

var roleNames = [endRoles]string{
	Serial: "serial", Category: "category", Code: "code", NameZH: "name_zh", NameEN: "name_en", Remark: "remark",
	OldCode: "old_code", NewCode: "new_code", OldName: "old_name", OldRemark: "old_remark", Change: "action",
	Section: "section", Field: "field", Measure: "measure",
	Whole: "whole", part: "part", modes: "modes", kind: "kind", weight: "weight", activities: "activities",
	summaryZH: "summary_zh", summaryEN: "summary_en", laws: "laws", noted: "note", Aside: "aside", open: "open",
}

// String returns the name of the role in profiles.
func (r Role) String() string { return roleNames[r] }

func roleNamed(name string) (Role, bool) {
	i := slices.Index(roleNames[1:], name)
	return Role(i + 1), i >= 0
}

// Header has the positions of the columns.
type Header struct {
	Row        Place
	at         int                // index in the rows of the sheet
	end        int                // index of the first row below it
	width      int                // number of cells
	columns    [endRoles]int      // index of each column; -1 when there is none
	Cells      [endRoles]string   // texts of the header cells
	named      []bool             // whether a header cell has text there, or extends there
	last       [endRoles]int      // index of the last column that the header cell covers
	ignored    []ignored          // columns with other names
	duplicates []*compile.Problem // columns that occur twice
}

func (h *Header) Has(r Role) bool { return h.columns[r] >= 0 }

// titles lists the header cells of the columns, from left to right.
func (h *Header) titles() string {
	var roles []Role
	for r := Serial; r < endRoles; r++ {
		if h.Has(r) {
			roles = append(roles, r)
		}
	}
	slices.SortFunc(roles, func(a, b Role) int { return h.columns[a] - h.columns[b] })
	var out []string
	for _, r := range roles {
		out = append(out, h.Cells[r])
	}
	return strings.Join(out, ", ")
}

// noteMark is a reference from a header to a note below the table: [注1], ①, *.
var noteMark = pattern(
	`(?i)[\[〔【［](注|附注|note)?\s*[\d①-⑳*]*[\]〕】］]|[①-⑳⑴-⒇*※†‡¹²³⁴-⁹]+$|[(（](注|附注|note)\s*[\d①-⑳一二三四五六七八九十]*[)）]`)

// yearBefore is a year before the name of a column: 2019年税则号列.
var yearBefore = pattern(`^\d{4}(年版|年|版)`)

// roleOf returns the role of a column by its header cell, in Chinese, English
// or both, possibly with a note in brackets or a reference to one.
func (p *Profile) roleOf(cell string) Role {
	if r := p.roleNamed(cell); r != noRole {
		return r
	}
	marked := tables.Plain(cell)
	if unmarked := noteMark().ReplaceAllString(marked, ""); unmarked != marked {
		if r := p.roleNamed(unmarked); r != noRole {
			return r
		}
	}
	if p.has(OldCode) {
		return noRole // a year says which of two columns it is
	}
	return p.roleNamed(yearBefore().ReplaceAllString(headerKey(cell), ""))
}

// roleNamed returns the role of a column by its name.
func (p *Profile) roleNamed(cell string) Role {
	if found, ok := p.roles[headerKey(cell)]; ok {
		return found
	}
	cell, _, _ = strings.Cut(tables.Plain(cell), "(")
	var han, latin strings.Builder
	for _, r := range headerKey(cell) {
		if unicode.Is(unicode.Han, r) {
			han.WriteRune(r)
		} else {
			latin.WriteRune(r)
		}
	}
	for _, title := range []string{headerKey(cell), han.String(), latin.String()} {
		if found, ok := p.roles[title]; ok {
			return found
		}
	}
	return noRole
}

// The words by which a header distinguishes the old from the new column of a
// kind: a year, or a word for before and after.
var (
	ofYear = pattern(`^(\d{4})(?:年版|年|版)?(?:清单)?的?|(\d{4})(?:年版|年|版)?$`)
	ofWord = pattern(`^(原清单|原版|原有|原|旧清单|旧版|旧|调整前|变更前|修订前|修改前)的?|^(现清单|现版|现行|现|新清单|新版|新|调整后|变更后|修订后|修改后)的?`)
	agesOf = map[Role][2]Role{Code: {OldCode, NewCode}, NameZH: {OldName, NameZH}, Remark: {OldRemark, Remark}}
)

// agedColumn is one of two columns of a kind, the old or the new one.
type agedColumn struct {
	column, year int
	role         Role
	cell         string
}

// columnAge parses a header cell with a year or a word; the year is 1 for
// before and 2 for after.
func (p *Profile) columnAge(i int, cell string) (agedColumn, bool) {
	key := headerKey(noteMark().ReplaceAllString(tables.Plain(cell), ""))
	year, rest := 0, ""
	if m := ofYear().FindStringSubmatch(key); m != nil {
		year, _ = strconv.Atoi(m[1] + m[2])
		rest = strings.Replace(key, m[0], "", 1)
	} else if m := ofWord().FindStringSubmatch(key); m != nil {
		year, rest = 1, strings.TrimPrefix(key, m[0])
		if m[2] != "" {
			year = 2
		}
	} else {
		return agedColumn{}, false
	}
	r := Code // for a header with only a year
	if rest != "" {
		r = p.roleNamed(rest)
	}
	_, ok := agesOf[r]
	return agedColumn{i, year, r, cell}, ok
}

// readHeader reads the cells of a row as a header.
func (p *Profile) readHeader(at Place, cells []string) *Header {
	h := &Header{Row: at, width: len(cells), named: make([]bool, len(cells))}
	for h.width > 0 && strings.TrimSpace(cells[h.width-1]) == "" {
		h.width--
	}
	for r := range h.columns {
		h.columns[r] = -1
	}
	aged := map[Role][]agedColumn{}
	for i, cell := range cells {
		cell = tables.OneLine(cell)
		if cell == "" {
			continue
		}
		h.named[i] = true
		r := p.roleOf(cell)
		if p.has(OldCode) && r == noRole {
			if d, ok := p.columnAge(i, cell); ok {
				aged[d.role] = append(aged[d.role], d)
				continue
			}
		}
		switch {
		case r == noRole:
			h.ignore(i, cell)
		case h.Has(r):
			h.duplicates = append(h.duplicates, at.Problem(cell, "there are two such columns, the other called %q",
				h.Cells[r]))
		default:
			h.set(r, i, cell)
		}
	}
	for r, columns := range aged {
		h.orderByAge(r, columns)
	}
	slices.SortFunc(h.ignored, func(a, b ignored) int { return a.column - b.column })
	return h
}

// ignored is a column with an unknown name.
type ignored struct {
	column int
	cell   string
}

func (h *Header) ignore(column int, cell string) {
	h.ignored = append(h.ignored, ignored{column, cell})
}

func (h *Header) set(r Role, column int, cell string) {
	h.columns[r], h.last[r], h.Cells[r] = column, column, cell
}

// orderByAge determines which of two columns of a kind is the old one. A single one
// is the column of its kind.
func (h *Header) orderByAge(r Role, columns []agedColumn) {
	slices.SortFunc(columns, func(a, b agedColumn) int { return a.year - b.year })
	oldRole, newRole := agesOf[r][0], agesOf[r][1]
	switch {
	case len(columns) == 2 && columns[0].year != columns[1].year && !h.Has(oldRole) && !h.Has(newRole):
		h.set(oldRole, columns[0].column, columns[0].cell)
		h.set(newRole, columns[1].column, columns[1].cell)
	case len(columns) == 1 && columns[0].year == 1 && !h.Has(oldRole):
		h.set(oldRole, columns[0].column, columns[0].cell)
	case len(columns) == 1 && !h.Has(r):
		h.set(r, columns[0].column, columns[0].cell)
	default:
		for _, d := range columns {
			h.ignore(d.column, d.cell)
		}
	}
}

// coverColumns sets the columns that a merged header cell covers: all of them
// belong to that heading.
func (h *Header) coverColumns(rows ...tables.Row) {
	for r := Serial; r < endRoles; r++ {
		if !h.Has(r) {
			continue
		}
		for i := h.columns[r] + 1; i < len(h.named) && !h.named[i] && continuesLeft(i, rows); i++ {
			h.last[r], h.named[i] = i, true
		}
	}
	for _, c := range h.ignored {
		for i := c.column + 1; i < len(h.named) && !h.named[i] && continuesLeft(i, rows); i++ {
			h.named[i] = true
		}
	}
}

// continuesLeft reports whether the header cell of a column is that of the
// column to its left.
func continuesLeft(i int, rows []tables.Row) bool {
	merged := false
	for _, row := range rows {
		if strings.TrimSpace(row.Own(i)) != "" {
			return false
		}
		merged = merged || row.MergeAt(i) == tables.Left && strings.TrimSpace(row.Cells[i]) != ""
	}
	return merged
}

// fits reports whether the header names the required columns.
func (p *Profile) fits(h *Header) bool {
	for _, group := range p.groups {
		if !slices.ContainsFunc(group, h.Has) {
			return false
		}
	}
	return true
}

// headerAt reads the header that begins in a row, which may have two levels:
// "before" and "after" above, the columns below.
func (p *Profile) headerAt(s *tables.Sheet, at int) (*Header, bool) {
	row := s.Rows[at]
	if row.Loose || len(distinctTexts(row.Cells)) < 2 {
		return nil, false
	}
	single := p.readHeader(placeOf(s, row), ownTexts(row))
	single.at, single.end = at, at+1
	single.coverColumns(row)
	if double := p.doubleHeader(s, at); double != nil {
		return double, true
	}
	return single, p.fits(single)
}

// doubleHeader reads a header of two levels; nil when there is none. A row that
// names no column, such as a title or a subtotal, is not a level above a row
// that is a header by itself.
func (p *Profile) doubleHeader(s *tables.Sheet, at int) *Header {
	if at+1 >= len(s.Rows) || s.Rows[at+1].Loose || holdsCode(s.Rows[at]) || !p.isSubheader(s.Rows[at+1]) {
		return nil
	}
	above, below := s.Rows[at], s.Rows[at+1]
	texts := distinctTexts(above.Cells)
	if totalRow().MatchString(texts[0]) || isFurniture(texts) {
		return nil
	}
	alone := p.readHeader(placeOf(s, below), ownTexts(below))
	if p.fits(alone) && len(alone.duplicates) == 0 && !p.namesColumn(above, alone) {
		return nil
	}
	double := p.readHeader(placeOf(s, above), twoLevels(above, below))
	double.coverColumns(above, below)
	if !p.fits(double) || len(double.duplicates) > 0 {
		return nil
	}
	double.at, double.end = at, at+2
	return double
}

// namesColumn reports whether a row names a column that the header below it
// does not have.
func (p *Profile) namesColumn(above tables.Row, below *Header) bool {
	for i := range above.Cells {
		text := above.Own(i)
		if strings.TrimSpace(text) == "" {
			continue
		}
		if p.roleOf(text) != noRole && (i >= len(below.named) || !below.named[i]) {
			return true
		}
		if _, aged := p.columnAge(i, text); aged && p.has(OldCode) {
			return true
		}
	}
	return false
}

// ownTexts returns the texts of cells that begin in a row.
func ownTexts(row tables.Row) []string {
	texts := make([]string, len(row.Cells))
	for i := range row.Cells {
		texts[i] = row.Own(i)
	}
	return texts
}

// isSubheader reports whether the row names columns, and has no code.
func (p *Profile) isSubheader(row tables.Row) bool {
	named := 0
	for i := range row.Cells {
		if row.MergeAt(i) == tables.Own && p.roleOf(row.Own(i)) != noRole {
			named++
		}
	}
	return named >= 2 && !holdsCode(row)
}

// holdsCode reports whether a cell of the row is the code of a tariff line.
func holdsCode(row tables.Row) bool {
	for i := range row.Cells {
		if _, err := ReadCode(row.Own(i), tariffDigits); err == nil {
			return true
		}
	}
	return false
}

// twoLevels joins the texts of a header row with those of the row below. A
// blank cell above belongs to the cell on its left.
func twoLevels(above, below tables.Row) []string {
	out := make([]string, max(len(above.Cells), len(below.Cells)))
	parent := ""
	for i := range out {
		if i < len(above.Cells) && strings.TrimSpace(above.Cells[i]) != "" {
			parent = above.Cells[i]
		}
		child := below.Own(i)
		switch {
		case below.MergeAt(i) == tables.Above || strings.TrimSpace(child) == "" ||
			tables.OneLine(child) == tables.OneLine(parent):
			if i < len(above.Cells) {
				out[i] = above.Own(i)
			}
		default:
			out[i] = parent + child
		}
	}
	return out
}

// findHeader returns the first header of a sheet that fits.
func (p *Profile) findHeader(s *tables.Sheet) (*Header, bool) {
	for at := range s.Rows {
		if h, ok := p.headerAt(s, at); ok {
			return h, true
		}
	}
	return nil, false
}

// headerProblems returns problems for missing columns. Remarks are as necessary
// as codes: a list without them would admit what they exclude.
func (p *Profile) headerProblems(h *Header) []*compile.Problem {
	out := h.duplicates
	for _, n := range p.needs {
		if !slices.ContainsFunc(n.any, h.Has) {
			out = append(out, h.Row.Problem(p.TitleOf(n.any[0]), "%s", n.because))
		}
	}
	return out
}

// Place is the position of a row in a file.
type Place struct {
	Sheet     string
	Page, Row int
}

func placeOf(s *tables.Sheet, row tables.Row) Place { return Place{s.Label(), row.Page, row.Number} }

// Problem returns a problem at this place, without the file.
func (p Place) Problem(column, format string, args ...any) *compile.Problem {
	return &compile.Problem{Sheet: p.Sheet, Page: p.Page, Row: p.Row, Column: column, Text: fmt.Sprintf(format, args...)}
}

// String formats the place within the file: "page 3, row 7".
func (p Place) String() string {
	return strings.TrimSuffix((&tables.PlaceError{Sheet: p.Sheet, Page: p.Page, Row: p.Row}).Error(), ": ")
}

// SectionOf splits the title of a section into number and name.
func (p *Profile) SectionOf(text string) (no, name string, ok bool) {
	for _, re := range p.sections {
		if m := re.FindStringSubmatch(tables.OneLine(text)); m != nil {
			return m[1], strings.TrimSpace(m[2]), true
		}
	}
	return "", "", false
}
