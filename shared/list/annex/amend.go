package annex

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
)

// Action is what a row of an amending annex does.
type Action string

const (
	Added         Action = "added"      // a line that was not on the list
	Deleted       Action = "deleted"    // a line that was
	Renumbered    Action = "renumbered" // a line whose code is another one now
	RemarkChanged Action = "remark"     // a line with another remark
)

func (a Action) known() bool {
	return a == Added || a == Deleted || a == Renumbered || a == RemarkChanged
}

// Source is a file of an annex.
type Source struct {
	File   string   // what problems call it
	Sheets []*Sheet // what was read from it
	Want   string   // the sheets to be read, by name or number; blank takes those whose header fits
	Action Action   // what all of its rows do; blank when the file says so
	Cites  string   // what rows cite that were read from it, as Annex.Source has it
}

// Statement is one row of an amending annex.
type Statement struct {
	File, Sheet string
	Page, Row   int
	Action      Action
	Code        tariff.Code // the new one of a line renumbered
	Old         tariff.Code // of a line renumbered
	NameZH      string
	NameEN      string
	OldName     string
	Remark      string
	OldRemark   string

	hasRemark, hasOldRemark bool // its table has the column
	cites                   string
}

func (s *Statement) place() place { return place{s.Sheet, s.Page, s.Row} }

// Block is a run of rows of an amending annex under one header or title.
type Block struct {
	File   string `json:"file"`
	Sheet  string `json:"sheet,omitempty"`
	Page   int    `json:"page,omitempty"`
	Row    int    `json:"row,omitempty"` // of its title
	Title  string `json:"title,omitempty"`
	Action Action `json:"action,omitempty"` // that its title says
	Stated int    `json:"stated,omitempty"` // how many rows its title says there are
	Rows   int    `json:"rows"`

	last int // running number
}

// Amendments is what was found in an amending annex.
type Amendments struct {
	Layout
	Statements []Statement
	Blocks     []Block

	profile  *Profile
	source   Source
	action   Action // that the section says; blank when it does not
	reported []*header
	fresh    bool // the next row opens a block without a title
}

// ReadChanges reads an amending annex, which may be in several files.
func (p *Profile) ReadChanges(sources ...Source) *Amendments {
	a := &Amendments{profile: p}
	for _, source := range sources {
		a.source, a.action, a.fresh = source, source.Action, true
		a.Layout.Header = 0
		s := &scan{Layout: &a.Layout, profile: p, reader: a}
		s.read(source.File, source.Sheets, source.Want)
	}
	a.checkBlocks()
	a.sortProblems()
	return a
}

// actionOf tells what the words of a title or a cell say: one action, or none
// when they say none or several. Lines added or deleted because numbers changed
// are lines added or deleted.
func (p *Profile) actionOf(text string) (Action, bool) {
	var found []Action
	text = plain(text)
	for _, a := range p.actions {
		if slices.ContainsFunc(a.patterns, func(re *regexp.Regexp) bool { return re.MatchString(text) }) {
			found = append(found, a.action)
		}
	}
	if len(found) == 2 {
		found = slices.DeleteFunc(found, func(a Action) bool { return a == Renumbered })
	}
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}

// title opens a section when the text says what its rows do.
func (a *Amendments) title(at place, text string) bool {
	action, ok := a.profile.actionOf(text)
	if !ok {
		return false
	}
	if a.source.Action != "" && a.source.Action != action {
		a.problem(at, "", "%q says %s, but the file was named as %s", text, action, a.source.Action)
	}
	a.action, a.fresh = action, false
	b := Block{File: a.file, Sheet: at.sheet, Page: at.page, Row: at.row, Title: text, Action: action}
	if m := sectionCount().FindAllStringSubmatch(plain(text), -1); len(m) == 1 {
		b.Stated, _ = strconv.Atoi(strings.ReplaceAll(m[0][1], ",", ""))
	}
	a.Blocks = append(a.Blocks, b)
	return true
}

// sheet begins a block. The name of a sheet says what its rows do; that of a
// table is a number.
func (a *Amendments) sheet(s *Sheet) {
	if s.Kind != "sheet" {
		return
	}
	a.action, a.fresh = a.source.Action, true
	a.title(place{sheet: s.Label()}, s.Name)
}

func (a *Amendments) keyed(rec *record) bool {
	for _, c := range []role{code, oldCode, newCode} {
		if _, err := readCode(rec.own(c), a.profile.CodeDigits); err == nil {
			return true
		}
	}
	return false
}

func (a *Amendments) runsOn(rec *record) bool {
	for _, c := range []role{code, oldCode, newCode, serial, change} {
		if rec.own(c) != "" {
			return false
		}
	}
	return rec.header.has(serial) || rec.own(nameZH) == "" && rec.own(nameEN) == ""
}

func (a *Amendments) count() int {
	if len(a.Blocks) == 0 {
		return 0
	}
	return a.Blocks[len(a.Blocks)-1].Rows
}

// actionOfRow tells what a row does: from its own words, from its section, or
// from the codes that it gives.
func (a *Amendments) actionOfRow(rec *record) (Action, error) {
	if text := rec.texts[change]; text != "" {
		if action, ok := a.profile.actionOf(text); ok {
			return action, nil
		}
		if !rec.header.has(oldCode) || !rec.header.has(newCode) {
			return "", fmt.Errorf("%q does not say whether the line is added, deleted, renumbered or has another remark", text)
		}
	} else if a.action != "" {
		if (a.action == Added || a.action == Deleted) && rec.texts[oldCode] != "" && rec.texts[newCode] != "" && !same(rec.texts[oldCode], rec.texts[newCode]) {
			return "", fmt.Errorf("the section says %s, but the row has an old code and a new one", a.action)
		}
		return a.action, nil
	}
	if rec.header.has(oldCode) && (rec.header.has(newCode) || rec.header.has(code)) {
		now := rec.texts[newCode]
		if !rec.header.has(newCode) {
			now = rec.texts[code]
		}
		switch was := rec.texts[oldCode]; {
		case was == "":
			return Added, nil
		case now == "":
			return Deleted, nil
		case same(was, now):
			return RemarkChanged, nil
		}
		return Renumbered, nil
	}
	if rec.header.has(oldRemark) && rec.header.has(remark) {
		return RemarkChanged, nil
	}
	return "", fmt.Errorf("nothing says whether the line is added, deleted, renumbered or has another remark: give each kind a file of its own")
}

// same reports whether two cells hold the same code.
func same(a, b string) bool {
	x, errX := readCode(a, 0)
	y, errY := readCode(b, 0)
	return errX == nil && errY == nil && x == y
}

// add reads one row.
func (a *Amendments) add(rec *record) {
	if a.fresh || len(a.Blocks) == 0 {
		a.Blocks = append(a.Blocks, Block{File: a.file, Sheet: rec.sheet, Page: rec.page, Row: rec.row, Action: a.action})
		a.fresh = false
	}
	block := &a.Blocks[len(a.Blocks)-1]
	block.Rows++
	a.checkNumber(block, rec)
	s := Statement{
		File: a.file, Sheet: rec.sheet, Page: rec.page, Row: rec.row,
		NameZH: rec.texts[nameZH], NameEN: rec.texts[nameEN], OldName: rec.texts[oldName],
		Remark: rec.texts[remark], OldRemark: rec.texts[oldRemark],
		hasRemark: rec.header.has(remark), hasOldRemark: rec.header.has(oldRemark), cites: a.source.Cites,
	}
	if !rec.header.has(nameZH) && hasHan(s.NameEN) {
		s.NameZH, s.NameEN = s.NameEN, ""
	}
	if n := len(a.Statements); n > 0 && rec.overPage(oldCode, a.Statements[n-1].place()) && a.action == Renumbered {
		rec.texts[oldCode] = string(a.Statements[n-1].Old)
		a.note(rec.place, a.columnOf(rec, oldCode), "blank at the head of a page: taken to be %s, as in the row before", a.Statements[n-1].Old)
	}
	var err error
	if s.Action, err = a.actionOfRow(rec); err != nil {
		a.problem(rec.place, a.columnOf(rec, change), "%v", err)
		return
	}
	columns := map[Action][]role{Added: {newCode, code}, Deleted: {oldCode, code}, RemarkChanged: {newCode, code}, Renumbered: {newCode, code}}
	ok := a.codeOf(rec, &s.Code, columns[s.Action]...)
	if s.Action == Renumbered {
		ok = a.codeOf(rec, &s.Old, oldCode) && ok
	}
	if (s.Action == Added || s.Action == RemarkChanged) && !s.hasRemark && !slices.Contains(a.reported, rec.header) {
		a.reported = append(a.reported, rec.header)
		a.problem(rec.header.row, a.profile.title(remark), "there is no column of remarks (备注, Remarks); without them the conditions of the lines are lost")
	}
	if ok {
		a.Statements = append(a.Statements, s)
	}
}

func (a *Amendments) columnOf(rec *record, c role) string { return rec.title(a.profile, c) }

// codeOf reads the code of the first of the columns that the table has.
func (a *Amendments) codeOf(rec *record, to *tariff.Code, columns ...role) bool {
	for _, c := range columns {
		if !rec.header.has(c) {
			continue
		}
		var err error
		if *to, err = readCode(rec.texts[c], a.profile.CodeDigits); err != nil {
			a.problem(rec.place, a.columnOf(rec, c), "%v", err)
			return false
		}
		return true
	}
	a.problem(rec.place, a.profile.title(columns[0]), "there is no such column, so it cannot be said which line this is")
	return false
}

// checkNumber looks for gaps between running numbers, at which a row may have
// been lost.
func (a *Amendments) checkNumber(block *Block, rec *record) {
	if rec.own(serial) == "" {
		return // merged with the one above, or without a number
	}
	text, err := runningNumber(rec.texts[serial])
	if err != nil {
		a.problem(rec.place, a.columnOf(rec, serial), "%v", err)
		return
	}
	n, _ := strconv.Atoi(text)
	if n != block.last+1 && n != 1 && block.Rows > 1 {
		a.note(rec.place, a.columnOf(rec, serial), "%d follows %d", n, block.last)
	}
	block.last = n
}

// join adds the rest of a row to the row above.
func (a *Amendments) join(rec *record) {
	if len(a.Statements) == 0 || a.Statements[len(a.Statements)-1].File != a.file {
		return // the row above could not be read, which has been said
	}
	s := &a.Statements[len(a.Statements)-1]
	s.NameZH = joinText(s.NameZH, rec.own(nameZH))
	s.NameEN = joinText(s.NameEN, rec.own(nameEN))
	s.OldName = joinText(s.OldName, rec.own(oldName))
	s.Remark = joinText(s.Remark, rec.own(remark))
	s.OldRemark = joinText(s.OldRemark, rec.own(oldRemark))
}

// checkBlocks compares the rows of each section with what its title states.
func (a *Amendments) checkBlocks() {
	for _, b := range a.Blocks {
		if b.Stated > 0 && b.Stated != b.Rows {
			a.Problems = append(a.Problems, &compile.Problem{File: b.File, Sheet: b.Sheet, Page: b.Page, Row: b.Row,
				Text: fmt.Sprintf("%q states %d, but %d rows stand below it", b.Title, b.Stated, b.Rows)})
		}
	}
	for _, t := range a.Totals {
		if t.Stated != 0 && !t.Part && t.Stated != t.Lines && t.Stated != len(a.Statements) {
			a.problem(place{t.Sheet, t.Page, t.Row}, "", "the file says that there are %d, but %d rows stand above", t.Stated, t.Lines)
		}
	}
}

// Count returns how many statements do such a thing.
func (a *Amendments) Count(action Action) int {
	n := 0
	for _, s := range a.Statements {
		if s.Action == action {
			n++
		}
	}
	return n
}
