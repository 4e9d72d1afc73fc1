package goods

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/tables"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
)

// Source is a file of an annex.
type Source struct {
	File   string          // its name in problems
	Sheets []*tables.Sheet // its tables
	Want   string          // names or numbers of the sheets to read; blank takes those whose header fits
	Action layout.Action   // what all of its rows do; blank when the file says so
	Cites  string          // the source that its rows cite, from Annex.Source
}

// Statement is one row of an amending annex.
type Statement struct {
	File, Sheet string
	Page, Row   int
	Action      layout.Action
	Code        tariff.Code // the new code of a renumbered line
	Old         tariff.Code // the old code of a renumbered line
	NameZH      string
	NameEN      string
	OldName     string
	Remark      string
	OldRemark   string

	hasRemark, hasOldRemark bool // whether its table has the column
	cites                   string
}

func (s *Statement) place() layout.Place {
	return layout.Place{Sheet: s.Sheet, Page: s.Page, Row: s.Row}
}

// Block is a series of rows of an amending annex under one header or title.
type Block struct {
	File   string        `json:"file"`
	Sheet  string        `json:"sheet,omitempty"`
	Page   int           `json:"page,omitempty"`
	Row    int           `json:"row,omitempty"` // row of its title
	Title  string        `json:"title,omitempty"`
	Action layout.Action `json:"action,omitempty"` // the action that its title names
	Stated int           `json:"stated,omitempty"` // the number of rows that its title states
	Rows   int           `json:"rows"`

	last int // last running number
}

// Amendments is the content of an amending annex.
type Amendments struct {
	layout.Layout
	Statements []Statement
	Blocks     []Block

	profile  *layout.Profile
	source   Source
	action   layout.Action // the action of the section; blank when it has none
	reported []*layout.Header
	newBlock bool // the next row begins a block without a title
}

// ReadChanges reads an amending annex, in one or several files.
func ReadChanges(p *layout.Profile, sources ...Source) *Amendments {
	a := &Amendments{profile: p}
	for _, source := range sources {
		a.source, a.action, a.newBlock = source, source.Action, true
		a.Layout.Header = 0
		layout.Scan(p, &a.Layout, a, source.File, source.Sheets, source.Want)
	}
	a.checkBlocks()
	a.SortProblems()
	return a
}

// OpenSection begins a section when the text names an action.
func (a *Amendments) OpenSection(at layout.Place, text string) bool {
	action, ok := a.profile.ActionOf(text)
	if !ok {
		return false
	}
	if a.source.Action != "" && a.source.Action != action {
		a.Problem(at, "", "%q says %s, but the file was named as %s", text, action, a.source.Action)
	}
	a.action, a.newBlock = action, false
	b := Block{File: a.File, Sheet: at.Sheet, Page: at.Page, Row: at.Row, Title: text, Action: action}
	if m := layout.SectionCount().FindAllStringSubmatch(tables.Plain(text), -1); len(m) == 1 {
		b.Stated, _ = strconv.Atoi(strings.ReplaceAll(m[0][1], ",", ""))
	}
	a.Blocks = append(a.Blocks, b)
	return true
}

// BeginSheet begins a block. The name of a sheet may name an action; that of a
// table is a number.
func (a *Amendments) BeginSheet(s *tables.Sheet) {
	if s.Kind != "sheet" {
		return
	}
	a.action, a.newBlock = a.source.Action, true
	a.OpenSection(layout.Place{Sheet: s.Label()}, s.Name)
}

func (a *Amendments) Keyed(rec *layout.Record) bool {
	for _, c := range []layout.Role{layout.Code, layout.OldCode, layout.NewCode} {
		if _, err := layout.ReadCode(rec.Own(c), a.profile.CodeDigits); err == nil {
			return true
		}
	}
	return false
}

func (a *Amendments) RunsOn(rec *layout.Record) bool {
	for _, c := range []layout.Role{layout.Code, layout.OldCode, layout.NewCode, layout.Serial, layout.Change} {
		if rec.Own(c) != "" {
			return false
		}
	}
	return rec.Header.Has(layout.Serial) || rec.Own(layout.NameZH) == "" && rec.Own(layout.NameEN) == ""
}

func (a *Amendments) RowCount() int {
	if len(a.Blocks) == 0 {
		return 0
	}
	return a.Blocks[len(a.Blocks)-1].Rows
}

// actionOfRow returns what a row does: by its own words, by its section, or by
// the codes that it has. Unknown words are never ignored.
func (a *Amendments) actionOfRow(rec *layout.Record) (layout.Action, error) {
	oldCode, newCode := rec.Texts[layout.OldCode], rec.Texts[layout.NewCode]
	if text := rec.Texts[layout.Change]; text != "" {
		action, ok := a.profile.ActionOf(text)
		switch {
		case ok:
			return action, nil
		case a.action == "":
			return "", fmt.Errorf(
				"%q does not say whether the line is added, deleted, renumbered or has another remark: write one of 新增, 删除, 税则号列调整 or 备注调整 in its place", text)
		}
		a.Note(rec.Place, a.columnOf(rec, layout.Change), "%q does not say what the row does, its section does: %s", text,
			a.action)
	}
	if a.action != "" {
		if (a.action == layout.Added || a.action == layout.Deleted) && oldCode != "" && newCode != "" &&
			!sameCode(oldCode, newCode) {
			return "", fmt.Errorf("the section says %s, but the row has an old code and a new one", a.action)
		}
		return a.action, nil
	}
	if rec.Header.Has(layout.OldCode) && (rec.Header.Has(layout.NewCode) || rec.Header.Has(layout.Code)) {
		if !rec.Header.Has(layout.NewCode) {
			newCode = rec.Texts[layout.Code]
		}
		switch {
		case oldCode == "":
			return layout.Added, nil
		case newCode == "":
			return layout.Deleted, nil
		case sameCode(oldCode, newCode):
			return layout.RemarkChanged, nil
		}
		return layout.Renumbered, nil
	}
	if rec.Header.Has(layout.OldRemark) && rec.Header.Has(layout.Remark) {
		return layout.RemarkChanged, nil
	}
	return "", fmt.Errorf(
		"nothing says whether the line is added, deleted, renumbered or has another remark: give each kind a file of its own")
}

// sameCode reports whether two cells have the same code.
func sameCode(a, b string) bool {
	x, errX := layout.ReadCode(a, 0)
	y, errY := layout.ReadCode(b, 0)
	return errX == nil && errY == nil && x == y
}

// Add reads one row.
func (a *Amendments) Add(rec *layout.Record) {
	if a.newBlock || len(a.Blocks) == 0 {
		a.Blocks = append(a.Blocks, Block{File: a.File, Sheet: rec.Sheet, Page: rec.Page, Row: rec.Row, Action: a.action})
		a.newBlock = false
	}
	block := &a.Blocks[len(a.Blocks)-1]
	block.Rows++
	a.checkNumber(block, rec)
	s := Statement{
		File: a.File, Sheet: rec.Sheet, Page: rec.Page, Row: rec.Row,
		NameZH: rec.Texts[layout.NameZH], NameEN: rec.Texts[layout.NameEN], OldName: rec.Texts[layout.OldName],
		Remark: rec.Texts[layout.Remark], OldRemark: rec.Texts[layout.OldRemark],
		hasRemark: rec.Header.Has(layout.Remark), hasOldRemark: rec.Header.Has(layout.OldRemark), cites: a.source.Cites,
	}
	if !rec.Header.Has(layout.NameZH) && hasHan(s.NameEN) {
		s.NameZH, s.NameEN = s.NameEN, ""
	}
	if n := len(a.Statements); n > 0 && rec.OverPage(layout.OldCode, a.Statements[n-1].place()) &&
		a.action == layout.Renumbered {
		rec.Texts[layout.OldCode] = string(a.Statements[n-1].Old)
		a.Note(rec.Place, a.columnOf(rec, layout.OldCode),
			"blank at the head of a page: taken to be %s, as in the row before", a.Statements[n-1].Old)
	}
	var err error
	if s.Action, err = a.actionOfRow(rec); err != nil {
		a.Problem(rec.Place, a.columnOf(rec, layout.Change), "%v", err)
		return
	}
	columns := map[layout.Action][]layout.Role{layout.Added: {layout.NewCode, layout.Code},
		layout.Deleted: {layout.OldCode, layout.Code}, layout.RemarkChanged: {layout.NewCode, layout.Code},
		layout.Renumbered: {layout.NewCode, layout.Code}, layout.Kept: {layout.NewCode, layout.Code, layout.OldCode}}
	ok := a.codeOf(rec, &s.Code, columns[s.Action]...)
	if s.Action == layout.Renumbered {
		ok = a.codeOf(rec, &s.Old, layout.OldCode) && ok
	}
	if (s.Action == layout.Added || s.Action == layout.RemarkChanged) && !s.hasRemark &&
		!slices.Contains(a.reported, rec.Header) {
		a.reported = append(a.reported, rec.Header)
		a.Problem(rec.Header.Row, a.profile.TitleOf(layout.Remark),
			"there is no column of remarks (备注, Remarks); without them the conditions of the lines are lost")
	}
	if ok {
		a.Statements = append(a.Statements, s)
	}
}

func (a *Amendments) columnOf(rec *layout.Record, c layout.Role) string {
	return rec.Title(a.profile, c)
}

// codeOf reads the code in the first of the columns that is not blank.
// Different codes in two of the columns are a problem.
func (a *Amendments) codeOf(rec *layout.Record, to *tariff.Code, columns ...layout.Role) bool {
	found := layout.Role(0)
	for _, c := range columns {
		switch {
		case !rec.Header.Has(c) || found != 0 && rec.Texts[c] == "":
		case found == 0 || rec.Texts[found] == "":
			found = c
		case !sameCode(rec.Texts[found], rec.Texts[c]):
			a.Problem(rec.Place, a.columnOf(rec, c), "is %s, and %s is %s: it cannot be said which line this is", rec.Texts[c],
				a.columnOf(rec, found), rec.Texts[found])
			return false
		}
	}
	if found == 0 {
		a.Problem(rec.Place, a.profile.TitleOf(columns[0]),
			"there is no such column, so it cannot be said which line this is")
		return false
	}
	var err error
	if *to, err = layout.ReadCode(rec.Texts[found], a.profile.CodeDigits); err != nil {
		a.Problem(rec.Place, a.columnOf(rec, found), "%v", err)
		return false
	}
	return true
}

// checkNumber notes gaps between running numbers, where a row may have been
// lost.
func (a *Amendments) checkNumber(block *Block, rec *layout.Record) {
	if rec.Own(layout.Serial) == "" {
		return // merged with the previous row, or without a number
	}
	text, err := layout.RunningNumber(rec.Texts[layout.Serial])
	if err != nil {
		a.Problem(rec.Place, a.columnOf(rec, layout.Serial), "%v", err)
		return
	}
	n, _ := strconv.Atoi(text)
	if n != block.last+1 && n != 1 && block.Rows > 1 {
		a.Note(rec.Place, a.columnOf(rec, layout.Serial), "%d follows %d", n, block.last)
	}
	block.last = n
}

// Join joins the continuation of a row to it.
func (a *Amendments) Join(rec *layout.Record) {
	if len(a.Statements) == 0 || a.Statements[len(a.Statements)-1].File != a.File {
		return // the previous row could not be read, which has been reported
	}
	s := &a.Statements[len(a.Statements)-1]
	s.NameZH = layout.JoinText(s.NameZH, rec.Own(layout.NameZH))
	s.NameEN = layout.JoinText(s.NameEN, rec.Own(layout.NameEN))
	s.OldName = layout.JoinText(s.OldName, rec.Own(layout.OldName))
	s.Remark = layout.JoinText(s.Remark, rec.Own(layout.Remark))
	s.OldRemark = layout.JoinText(s.OldRemark, rec.Own(layout.OldRemark))
}

// checkBlocks compares the number of rows of each section with what its title
// states.
func (a *Amendments) checkBlocks() {
	for _, b := range a.Blocks {
		if b.Stated > 0 && b.Stated != b.Rows {
			a.Problems = append(a.Problems, &compile.Problem{File: b.File, Sheet: b.Sheet, Page: b.Page, Row: b.Row,
				Text: fmt.Sprintf("%q states %d, but %d rows stand below it", b.Title, b.Stated, b.Rows)})
		}
	}
	for _, t := range a.Totals {
		if t.Stated != 0 && !t.Part && t.Stated != t.Lines && t.Stated != len(a.Statements) {
			a.Problem(layout.Place{Sheet: t.Sheet, Page: t.Page, Row: t.Row}, "",
				"the file says that there are %d, but %d rows stand above", t.Stated, t.Lines)
		}
	}
}

// Count returns the number of statements with an action.
func (a *Amendments) Count(action layout.Action) int {
	n := 0
	for _, s := range a.Statements {
		if s.Action == action {
			n++
		}
	}
	return n
}
