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

// role is what a column holds.
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
	Whole // from here on, how a measure is applied: a maintainer's decisions
	part
	modes
	kind
	weight
	activities
	summaryZH
	summaryEN
	laws
	noted
	Aside // for a person, and not read
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

// String returns the name of the field in profiles.
func (r Role) String() string { return roleNames[r] }

func roleNamed(name string) (Role, bool) {
	i := slices.Index(roleNames[1:], name)
	return Role(i + 1), i >= 0
}

// header is where the columns are.
type Header struct {
	Row     Place
	at      int                // its place among the rows of the sheet
	end     int                // that of the first row below it
	width   int                // how many cells it has
	columns [endRoles]int      // index of each column; -1 when there is none
	Cells   [endRoles]string   // what the header calls it
	named   []bool             // whether the header has text there
	ignored []string           // columns with other names
	twice   []*compile.Problem // columns that stand there twice
}

func (h *Header) Has(r Role) bool { return h.columns[r] >= 0 }

// titles lists what the file calls its columns, from left to right.
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

// roleOf tells what a column holds from its header cell, which may be in
// Chinese, in English or in both, with a note in brackets behind.
func (p *Profile) roleOf(cell string) Role {
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

// codeOfYear is a column of codes that is named after the year of its tariff.
var codeOfYear = pattern(`^(?:(\d{4})年?版?(?:税则号列|税则号|税号|商品编码|hscode|code)|(?:税则号列|税则号|税号|商品编码|hscode|code)(\d{4})年?版?)$`)

// readHeader reads the texts of a row as if it were the header.
func (p *Profile) readHeader(at Place, cells []string) *Header {
	h := &Header{Row: at, width: len(cells), named: make([]bool, len(cells))}
	for h.width > 0 && strings.TrimSpace(cells[h.width-1]) == "" {
		h.width--
	}
	for r := range h.columns {
		h.columns[r] = -1
	}
	type dated struct {
		column, year int
		cell         string
	}
	var byYear []dated
	for i, cell := range cells {
		cell = tables.OneLine(cell)
		if cell == "" {
			continue
		}
		h.named[i] = true
		r := p.roleOf(cell)
		if m := codeOfYear().FindStringSubmatch(headerKey(cell)); m != nil && p.has(OldCode) {
			year, _ := strconv.Atoi(m[1] + m[2])
			byYear = append(byYear, dated{i, year, cell})
			continue
		}
		switch {
		case r == noRole:
			h.ignored = append(h.ignored, cell)
		case h.Has(r):
			h.twice = append(h.twice, at.Problem(cell, "there are two such columns, the other called %q", h.Cells[r]))
		default:
			h.columns[r], h.Cells[r] = i, cell
		}
	}
	if len(byYear) == 2 && byYear[0].year != byYear[1].year && !h.Has(OldCode) && !h.Has(NewCode) {
		slices.SortFunc(byYear, func(a, b dated) int { return a.year - b.year })
		h.columns[OldCode], h.Cells[OldCode] = byYear[0].column, byYear[0].cell
		h.columns[NewCode], h.Cells[NewCode] = byYear[1].column, byYear[1].cell
	} else if len(byYear) == 1 && !h.Has(Code) {
		h.columns[Code], h.Cells[Code] = byYear[0].column, byYear[0].cell
	} else {
		for _, d := range byYear {
			h.ignored = append(h.ignored, d.cell)
		}
	}
	return h
}

// fits reports whether the row names the columns that such an annex has.
func (p *Profile) fits(h *Header) bool {
	for _, group := range p.groups {
		if !slices.ContainsFunc(group, h.Has) {
			return false
		}
	}
	return true
}

// headerAt reads the header that begins in the row, which may have two levels:
// "before" and "after" above, the columns below.
func (p *Profile) headerAt(s *tables.Sheet, at int) (*Header, bool) {
	row := s.Rows[at]
	if row.Loose || len(distinct(row.Cells)) < 2 {
		return nil, false
	}
	own := make([]string, len(row.Cells))
	spans := false // a cell covers several columns
	for i := range row.Cells {
		own[i] = row.Own(i)
		spans = spans || row.MergeAt(i) == tables.Left && strings.TrimSpace(row.Cells[i]) != ""
	}
	single := p.readHeader(placeOf(s, row), own)
	single.at, single.end = at, at+1
	if p.fits(single) && len(single.twice) == 0 && !spans {
		return single, true
	}
	if at+1 < len(s.Rows) && !s.Rows[at+1].Loose && !holdsCode(row) {
		if double := p.readHeader(placeOf(s, row), twoLevels(row, s.Rows[at+1])); p.fits(double) && len(double.twice) == 0 && p.isSubheader(s.Rows[at+1]) {
			double.at, double.end = at, at+2
			return double, true
		}
	}
	return single, p.fits(single)
}

// isSubheader reports whether the row names columns, and no goods.
func (p *Profile) isSubheader(row tables.Row) bool {
	named := 0
	for i := range row.Cells {
		if row.MergeAt(i) == tables.Own && p.roleOf(row.Own(i)) != noRole {
			named++
		}
	}
	return named >= 2 && !holdsCode(row)
}

// holdsCode reports whether a cell of the row reads as a tariff line.
func holdsCode(row tables.Row) bool {
	for i := range row.Cells {
		if _, err := ReadCode(row.Own(i), tariffDigits); err == nil {
			return true
		}
	}
	return false
}

// twoLevels joins the texts of a header row with those of the row below. A
// blank cell above belongs to the one on its left.
func twoLevels(above, below tables.Row) []string {
	out := make([]string, max(len(above.Cells), len(below.Cells)))
	parent := ""
	for i := range out {
		if i < len(above.Cells) && strings.TrimSpace(above.Cells[i]) != "" {
			parent = above.Cells[i]
		}
		child := below.Own(i)
		switch {
		case below.MergeAt(i) == tables.Above || strings.TrimSpace(child) == "" || tables.OneLine(child) == tables.OneLine(parent):
			if i < len(above.Cells) {
				out[i] = above.Own(i)
			}
		default:
			out[i] = parent + child
		}
	}
	return out
}

// findHeader returns the first row that names the columns of such an annex.
func (p *Profile) findHeader(s *tables.Sheet) (*Header, bool) {
	for at := range s.Rows {
		if h, ok := p.headerAt(s, at); ok {
			return h, true
		}
	}
	return nil, false
}

// problems says which columns are missing. A list without its remarks would
// admit what they exclude, so they are as necessary as the codes.
func (p *Profile) headerProblems(h *Header) []*compile.Problem {
	out := h.twice
	for _, n := range p.needs {
		if !slices.ContainsFunc(n.any, h.Has) {
			out = append(out, h.Row.Problem(p.TitleOf(n.any[0]), "%s", n.because))
		}
	}
	return out
}

// place is where a row stands in a file.
type Place struct {
	Sheet     string
	Page, Row int
}

func placeOf(s *tables.Sheet, row tables.Row) Place { return Place{s.Label(), row.Page, row.Number} }

// problem is one at this place; the file is set where it is collected.
func (p Place) Problem(column, format string, args ...any) *compile.Problem {
	return &compile.Problem{Sheet: p.Sheet, Page: p.Page, Row: p.Row, Column: column, Text: fmt.Sprintf(format, args...)}
}

// String names the place within the file: "page 3, row 7".
func (p Place) String() string {
	return strings.TrimSuffix((&tables.PlaceError{Sheet: p.Sheet, Page: p.Page, Row: p.Row}).Error(), ": ")
}

// sectionOf takes the title of a section apart.
func (p *Profile) SectionOf(text string) (no, name string, ok bool) {
	for _, re := range p.sections {
		if m := re.FindStringSubmatch(tables.OneLine(text)); m != nil {
			return m[1], strings.TrimSpace(m[2]), true
		}
	}
	return "", "", false
}
