package annex

import (
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
)

// Line is one row of the list.
type Line struct {
	File       string // that it was read from; blank for the one that the reading is of
	Sheet      string // that it stands in; blank where the file has but one table
	Page       int    // from 1; 0 in a file without pages
	Row        int    // its number in the file, or on its page
	Serial     string // 序号; blank when the annex has none
	Category   string // number of the kind of goods, on lists that count kinds
	Code       tariff.Code
	NameZH     string
	NameEN     string
	Remark     string
	Manual     bool             // the remark stands unread
	Conditions []list.Condition // set by Check

	kept     *list.Entry // of the edition that was amended, whose row it still is
	inherits bool        // its remark is that of such a row, and so are its conditions
	remarked bool        // an amending annex gives it another remark
	joined   []place     // rows that were joined to it
	cites    []string    // of an amended edition: the annexes that it was read from
}

func (l *Line) place() place { return place{l.Sheet, l.Page, l.Row} }

// Reading is what was found in the annex of a list of goods.
type Reading struct {
	Layout
	Lines []Line

	// Of an edition that an amending annex was applied to: how it adds up, what
	// was read of the annex, and which codes became which.
	Sum        *Sum
	Blocks     []Block
	Renumbered []Renumbering

	counts  string
	profile *Profile
	header  *header
	// remarkGoesOn: the remark of the last row is that of the row above it too,
	// and may go on below.
	remarkGoesOn bool
}

// Read finds the table in a sheet and reads its rows. file is what problems
// call the sheet; counts is what the announcement counts.
func Read(file string, s *Sheet, counts string) *Reading {
	return profileCounting(counts).Read(file, []*Sheet{s}, "")
}

// Read finds the list in the sheets of a file and reads its rows. want names
// the sheets to be read, by name or number and apart by commas; blank takes
// those whose header fits.
func (p *Profile) Read(file string, sheets []*Sheet, want string) *Reading {
	r := &Reading{counts: p.Counts, profile: p}
	s := &scan{Layout: &r.Layout, profile: p, reader: r}
	s.read(file, sheets, want)
	r.header = s.header
	return r
}

// keyed: a row of the list has a code of its own.
func (r *Reading) keyed(rec *record) bool {
	if rec.merges[code] != Own {
		return false
	}
	_, err := readCode(rec.texts[code], r.profile.CodeDigits)
	return err == nil
}

// runsOn: the rest of a row has neither number nor code. Without a column of
// numbers a name alone may be a heading, so only a remark runs on.
func (r *Reading) runsOn(rec *record) bool {
	if rec.own(code) != "" || rec.own(serial) != "" || rec.own(category) != "" {
		return false
	}
	if rec.merges[code] == Above {
		return true
	}
	return rec.header.has(serial) || rec.own(nameZH) == "" && rec.own(nameEN) == ""
}

func (r *Reading) count() int { return len(r.Lines) }

func (r *Reading) sheet(*Sheet) {}

func (r *Reading) title(place, string) bool { return false }

// title names a column of a problem as the file does.
func (r *record) title(p *Profile, c role) string {
	if r.header.has(c) {
		return r.header.cells[c]
	}
	return p.title(c)
}

// add reads one row of the list.
func (r *Reading) add(rec *record) {
	l := Line{
		Sheet: rec.sheet, Page: rec.page, Row: rec.row,
		NameZH: rec.texts[nameZH], NameEN: rec.texts[nameEN], Remark: rec.texts[remark],
	}
	var err error
	if l.Code, err = readCode(rec.texts[code], r.profile.CodeDigits); err != nil {
		r.problem(rec.place, rec.title(r.profile, code), "%v", err)
	}
	if !rec.header.has(nameZH) && hasHan(l.NameEN) { // one column of names, under an English header
		l.NameZH, l.NameEN = l.NameEN, ""
	}
	if n := len(r.Lines); n > 0 && r.remarkGoesOn && rec.overPage(remark, r.Lines[n-1].place()) {
		r.problem(rec.place, rec.title(r.profile, remark), "blank at the head of a page, and on the page before the remark %q stands beside several rows: it cannot be told whether it goes on", r.Lines[n-1].Remark)
	}
	r.remarkGoesOn = rec.merges[remark] == Above && l.Remark != ""
	l.Serial = r.serialOf(rec)
	if r.counts == compile.CountsKinds {
		l.Category = r.kind(rec, l.Serial)
	}
	r.Lines = append(r.Lines, l)
}

// join adds the rest of a row to the row above.
func (r *Reading) join(rec *record) {
	l := &r.Lines[len(r.Lines)-1]
	nameOf := &l.NameEN
	if l.NameEN == "" && l.NameZH != "" {
		nameOf = &l.NameZH
	}
	l.NameZH = joinText(l.NameZH, rec.own(nameZH))
	*nameOf = joinText(*nameOf, rec.own(nameEN))
	l.Remark = joinText(l.Remark, rec.own(remark))
	l.joined = append(l.joined, rec.place)
}

// serialOf reads the running number of a row.
func (r *Reading) serialOf(rec *record) string {
	text, err := runningNumber(rec.texts[serial])
	switch {
	case err != nil:
		r.problem(rec.place, rec.title(r.profile, serial), "%v", err)
	case text == "" && rec.header.has(serial) && r.counts == compile.CountsRows:
		r.problem(rec.place, rec.title(r.profile, serial), "blank")
	}
	return text
}

// kind returns the number of the kind of goods. Rows of one kind often have it
// in their first row only, where the cells were merged.
func (r *Reading) kind(rec *record, serialNumber string) string {
	number := serialNumber
	if rec.header.has(category) {
		number = oneLine(plain(rec.texts[category]))
	}
	if number != "" {
		return number
	}
	if len(r.Lines) > 0 {
		return r.Lines[len(r.Lines)-1].Category
	}
	column := category
	if !rec.header.has(category) {
		column = serial
	}
	r.problem(rec.place, rec.title(r.profile, column), "blank, in the first row")
	return ""
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x3400 && r <= 0x9fff })
}

// id is what the row of an edition goes by: its serial number where it has one.
func (r *Reading) id(l *Line) string {
	switch {
	case r.counts == compile.CountsKinds:
		return l.Category + "-" + string(l.Code)
	case l.Serial == "":
		return "c" + string(l.Code)
	}
	return l.Serial
}

// Entries returns the lines as rows of an edition that cite the source. Lines of
// an amended edition cite what they were read from instead.
func (r *Reading) Entries(source string) []list.Entry {
	entries := make([]list.Entry, len(r.Lines))
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.kept != nil {
			entries[i] = *l.kept
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

// Place says where a row of an edition was read.
type Place struct {
	Entry string `json:"entry"` // its id
	File  string `json:"file,omitempty"`
	Sheet string `json:"sheet,omitempty"` // sheet or table, where the file has several
	Page  int    `json:"page,omitempty"`  // in a file with pages
	Row   int    `json:"row"`
}

// Places returns where the rows of Entries were read. Of an amended edition
// those are left out that stand as they were.
func (r *Reading) Places() []Place {
	var out []Place
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.kept != nil {
			continue
		}
		file := l.File
		if file == "" {
			file = r.file
		}
		out = append(out, Place{r.id(l), file, l.Sheet, l.Page, l.Row})
	}
	return out
}

// Kinds returns how many kinds of goods the lines are of.
func (r *Reading) Kinds() int {
	kinds := map[string]bool{}
	for _, l := range r.Lines {
		kinds[l.Category] = true
	}
	return len(kinds)
}
