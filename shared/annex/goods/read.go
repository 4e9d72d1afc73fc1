package goods

import (
	"strings"

	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/tables"
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
)

// Line is one row of the list.
type Line struct {
	File       string // the file that it was read from; blank for that of the Reading
	Sheet      string // blank where the file has only one table
	Page       int    // from 1; 0 in a file without pages
	Row        int    // its number in the file or on its page
	Serial     string // 序号; blank when the annex has none
	Category   string // number of the kind of goods, on lists that count kinds
	Code       tariff.Code
	NameZH     string
	NameEN     string
	Remark     string
	Manual     bool             // the remark is kept uninterpreted
	Conditions []list.Condition // set by Check

	unchanged *list.Entry    // the unchanged row of the edition amended
	inherits  bool           // its remark and conditions are those of such a row
	remarked  bool           // an amending annex changes its remark
	joined    []layout.Place // rows that were joined to it
	cites     []string       // in an amended edition: the annexes that it was read from
}

func (l *Line) place() layout.Place { return layout.Place{Sheet: l.Sheet, Page: l.Page, Row: l.Row} }

// Reading is the content of the annex of a list of goods.
type Reading struct {
	layout.Layout
	Lines []Line

	// For an amended edition: its arithmetic, the blocks of the annex, and the
	// renumberings.
	Sum        *Sum
	Blocks     []Block
	Renumbered []Renumbering

	counts  string
	profile *layout.Profile
	header  *layout.Header
	// remarkGoesOn: the remark of the last row is also that of the row above
	// it, and may continue below.
	remarkGoesOn bool
	dashed       []layout.Place // rows whose remark is a dash, or a word for none
}

// Read finds the list in the sheets of a file and reads its rows. want has the
// sheets to read, by name or number, separated by commas; blank takes those
// whose header fits.
func Read(p *layout.Profile, file string, sheets []*tables.Sheet, want string) *Reading {
	r := &Reading{counts: p.Counts, profile: p}
	r.header = layout.Scan(p, &r.Layout, r, file, sheets, want)
	return r
}

// Keyed reports whether a row has a code of its own, as rows of the list do.
func (r *Reading) Keyed(rec *layout.Record) bool {
	if rec.Merges[layout.Code] != tables.Own {
		return false
	}
	_, err := layout.ReadCode(rec.Texts[layout.Code], r.profile.CodeDigits)
	return err == nil
}

// RunsOn reports whether a row may continue the previous one: it has neither
// number nor code. Without a column of numbers a name alone may be a heading,
// so only a remark continues.
func (r *Reading) RunsOn(rec *layout.Record) bool {
	if rec.Own(layout.Code) != "" || rec.Own(layout.Serial) != "" || rec.Own(layout.Category) != "" {
		return false
	}
	if rec.Merges[layout.Code] == tables.Above {
		return true
	}
	return rec.Header.Has(layout.Serial) || rec.Own(layout.NameZH) == "" && rec.Own(layout.NameEN) == ""
}

func (r *Reading) RowCount() int { return len(r.Lines) }

func (r *Reading) BeginSheet(*tables.Sheet) {}

func (r *Reading) OpenSection(layout.Place, string) bool { return false }

// Add reads one row of the list.
func (r *Reading) Add(rec *layout.Record) {
	l := Line{
		Sheet: rec.Sheet, Page: rec.Page, Row: rec.Row,
		NameZH: rec.Texts[layout.NameZH], NameEN: rec.Texts[layout.NameEN], Remark: rec.Texts[layout.Remark],
	}
	var err error
	if l.Code, err = layout.ReadCode(rec.Texts[layout.Code], r.profile.CodeDigits); err != nil {
		r.Problem(rec.Place, rec.Title(r.profile, layout.Code), "%v", err)
	}
	if !rec.Header.Has(layout.NameZH) && hasHan(l.NameEN) { // one column of names, under an English header
		l.NameZH, l.NameEN = l.NameEN, ""
	}
	if n := len(r.Lines); n > 0 && r.remarkGoesOn &&
		(rec.OverPage(layout.Remark, r.Lines[n-1].place()) || rec.Turned && rec.Texts[layout.Remark] == "" && !rec.Dashed) {
		r.Problem(rec.Place, rec.Title(r.profile, layout.Remark),
			"blank below a repeated header or at the head of a page, and above it the remark %q stands beside several rows: it cannot be told whether it goes on", r.Lines[n-1].Remark)
	}
	r.checkUnread(rec)
	if rec.Dashed {
		r.dashed = append(r.dashed, rec.Place)
	}
	r.remarkGoesOn = rec.Merges[layout.Remark] == tables.Above && l.Remark != ""
	l.Serial = r.serialOf(rec)
	if r.counts == compile.CountsKinds {
		l.Category = r.kind(rec, l.Serial)
	}
	r.Lines = append(r.Lines, l)
}

// checkUnread finds conditions in columns that are not read.
func (r *Reading) checkUnread(rec *layout.Record) {
	for _, u := range rec.Unread {
		if conditions, err := list.ParseRemark(u.Text); err == nil && len(conditions) > 0 {
			r.Problem(rec.Place, u.Column, "holds a condition, %q, and the column is not read", u.Text)
		}
	}
}

// Join joins the continuation of a row to the previous row.
func (r *Reading) Join(rec *layout.Record) {
	l := &r.Lines[len(r.Lines)-1]
	nameOf := &l.NameEN
	if l.NameEN == "" && l.NameZH != "" {
		nameOf = &l.NameZH
	}
	l.NameZH = layout.JoinText(l.NameZH, rec.Own(layout.NameZH))
	*nameOf = layout.JoinText(*nameOf, rec.Own(layout.NameEN))
	l.Remark = layout.JoinText(l.Remark, rec.Own(layout.Remark))
	l.joined = append(l.joined, rec.Place)
}

// serialOf returns the running number of a row.
func (r *Reading) serialOf(rec *layout.Record) string {
	text, err := layout.RunningNumber(rec.Texts[layout.Serial])
	switch {
	case err != nil:
		r.Problem(rec.Place, rec.Title(r.profile, layout.Serial), "%v", err)
	case text == "" && rec.Header.Has(layout.Serial) && r.counts == compile.CountsRows:
		r.Problem(rec.Place, rec.Title(r.profile, layout.Serial), "blank")
	}
	return text
}

// kind returns the number of the kind of goods. Rows of one kind often have it
// in the first row only, as a merged cell.
func (r *Reading) kind(rec *layout.Record, serialNumber string) string {
	number := serialNumber
	if rec.Header.Has(layout.Category) {
		number = tables.OneLine(tables.Plain(rec.Texts[layout.Category]))
	}
	if number != "" {
		return number
	}
	if len(r.Lines) > 0 {
		return r.Lines[len(r.Lines)-1].Category
	}
	column := layout.Category
	if !rec.Header.Has(layout.Category) {
		column = layout.Serial
	}
	r.Problem(rec.Place, rec.Title(r.profile, column), "blank, in the first row")
	return ""
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x3400 && r <= 0x9fff })
}

// id returns the id of a row of an edition: its serial number if it has one.
func (r *Reading) id(l *Line) string {
	switch {
	case r.counts == compile.CountsKinds:
		return l.Category + "-" + string(l.Code)
	case l.Serial == "":
		return "c" + string(l.Code)
	}
	return l.Serial
}

// Entries returns the lines as rows of an edition that cite the source. Lines
// of an amended edition cite the annexes that they were read from.
func (r *Reading) Entries(source string) []list.Entry {
	entries := make([]list.Entry, len(r.Lines))
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.unchanged != nil {
			entries[i] = *l.unchanged
			entries[i].ID = r.id(l)
			continue
		}
		sources := l.cites
		if sources == nil {
			sources = []string{source}
		}
		entries[i] = list.Entry{
			ID: r.id(l), Kind: list.Listed, Code: l.Code, Category: l.Category,
			NameZH: l.NameZH, NameEN: l.NameEN, Remark: l.Remark, Conditions: l.Conditions,
			Basis: edition.Official, Confidence: compile.ConfidenceAnnex, Sources: sources,
		}
	}
	return entries
}

// Place is where a row of an edition was read.
type Place struct {
	Entry string `json:"entry"` // its id
	File  string `json:"file,omitempty"`
	Sheet string `json:"sheet,omitempty"` // sheet or table, where the file has several
	Page  int    `json:"page,omitempty"`  // in a file with pages
	Row   int    `json:"row"`
}

// Places returns where the rows of Entries were read, without the unchanged
// rows of an amended edition.
func (r *Reading) Places() []Place {
	var out []Place
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.unchanged != nil {
			continue
		}
		file := l.File
		if file == "" {
			file = r.File
		}
		out = append(out, Place{r.id(l), file, l.Sheet, l.Page, l.Row})
	}
	return out
}

// Kinds returns the number of kinds of goods.
func (r *Reading) Kinds() int {
	kinds := map[string]bool{}
	for _, l := range r.Lines {
		kinds[l.Category] = true
	}
	return len(kinds)
}
