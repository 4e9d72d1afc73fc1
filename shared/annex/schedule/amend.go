package schedule

import (
	"fmt"
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
	"importchecker/shared/tariff/annual"
)

// Changes is the reading of an announcement of changes within a year. Its
// edition is that of the year with these amendments in addition.
type Changes struct {
	findings
	Edition  edition.Edition
	Document string // of the announcement only
	Base     *tariff.Table

	Read       *annual.Changes
	Titles     []string
	amendments []tariff.Amendment

	duties []tariff.Duty // duties by origin of the announcement
}

// ReadChanges reads the changes to a base edition from a day. Unchanged lines
// are still based on the document of the base, so the edition names both.
func ReadChanges(e edition.Edition, base *tariff.Table, files []File, rules Rules) *Changes {
	c := &Changes{findings: findings{rules: rules}, Edition: e, Base: base, Read: annual.NewChanges(e.From)}
	before := base.Edition().Document + "；"
	c.Document = strings.TrimPrefix(e.Document, before)
	c.Edition.Document = before + c.Document
	c.eachSheet(files, c.Read.AddSheet)
	c.addCellProblems(c.Read.Problems)
	for _, t := range c.Read.Tables {
		c.Titles = append(c.Titles, t.Titles...)
	}
	for i := range c.Read.Rows {
		c.addRow(&c.Read.Rows[i])
	}
	if len(c.Read.Duties) > 0 {
		c.addDuties()
	}
	if len(c.Read.Rows)+len(c.Read.Duties) == 0 && len(c.problems) == 0 {
		c.problem(compile.Problem{File: files[0].Name, Text: "changes nothing", ZH: "没有任何变更"})
	}
	c.Edition.Stated, c.Edition.Held = base.Edition().Stated, base.Edition().Held
	return c
}

// AddProblems adds problems found by the caller, who knows the edition asked
// for.
func (c *Changes) AddProblems(problems ...*compile.Problem) {
	for _, p := range problems {
		c.problem(*p)
	}
}

// addRow adds the amendments of a row: of every code under its code.
func (c *Changes) addRow(r *annual.ChangeRow) {
	say := func(en, zh string) {
		p := compile.Problem{File: r.File, Sheet: r.Sheet, Column: r.Header, Text: string(r.Code) + ": " + en,
			ZH: string(r.Code) + "：" + zh}
		p.Page, p.Row = c.place(r.File, r.Sheet, r.Row)
		c.problem(p)
	}
	lo, hi := c.Base.Range(r.Code)
	if lo == hi {
		say(fmt.Sprintf("is not in the schedule of %s", c.Base.Edition().ID), fmt.Sprintf("不在%s年税则中", c.Base.Edition().ID))
		return
	}
	for i := lo; i < hi; i++ {
		a := tariff.Amendment{
			Code: c.Base.Code(i), Field: r.Field, Rate: r.Rate, Text: r.Text, Effective: c.Edition.From,
			Document: c.Document, Basis: edition.Official,
		}
		sameCell := func(b tariff.Amendment) bool {
			return b.Code == a.Code && b.Field == a.Field && b.Effective == a.Effective
		}
		if at := slices.IndexFunc(c.amendments, sameCell); at >= 0 {
			if !sameChange(&c.amendments[at], &a) {
				say("is changed twice, and not alike", "被变更两次，且内容不同")
			}
			continue
		}
		if parts := c.Base.Parts(); slices.ContainsFunc(parts.Amendments, sameCell) {
			say("is changed from this day already, by "+documentOf(parts.Amendments, sameCell), "自该日起已有变更："+
				documentOf(parts.Amendments, sameCell))
			continue
		}
		c.amendments = append(c.amendments, a)
	}
}

func documentOf(all []tariff.Amendment, same func(tariff.Amendment) bool) string {
	return all[slices.IndexFunc(all, same)].Document
}

func sameChange(a, b *tariff.Amendment) bool {
	return a.Text == b.Text && (a.Rate == nil) == (b.Rate == nil) && (a.Rate == nil || a.Rate.Text == b.Rate.Text)
}

// Table returns the edition; nil when there are problems.
func (c *Changes) Table() (*tariff.Table, error) {
	if len(c.problems) > 0 {
		return nil, nil
	}
	p := c.Base.Parts()
	p.Edition = c.Edition
	p.Edition.List = tariff.List
	p.Amendments = append(slices.Clone(p.Amendments), c.amendments...)
	tariff.SortAmendments(p.Amendments)
	p.Duties = c.duties // those of the base apply in addition
	t, err := p.Table()
	if err != nil {
		return nil, err
	}
	t.About().SHA256 = t.Sum()
	return t, nil
}

// Positions returns where each code and each measure was read.
func (c *Changes) Positions() (all []Position) {
	seen := make(map[tariff.Code]bool)
	for i := range c.Read.Rows {
		r := &c.Read.Rows[i]
		lo, hi := c.Base.Range(r.Code)
		for ; lo < hi; lo++ {
			code := c.Base.Code(lo)
			if seen[code] {
				continue
			}
			seen[code] = true
			p := Position{Code: string(code), File: r.File, Sheet: r.Sheet}
			p.Page, p.Row = c.place(r.File, r.Sheet, r.Row)
			all = append(all, p)
		}
	}
	for i := range c.Read.Duties {
		r := &c.Read.Duties[i]
		if seen[tariff.Code(r.Measure)] {
			continue
		}
		seen[tariff.Code(r.Measure)] = true
		p := Position{Code: r.Measure, File: r.File, Sheet: r.Sheet}
		p.Page, p.Row = c.place(r.File, r.Sheet, r.Row)
		all = append(all, p)
	}
	return all
}

// Report returns the report on the changes.
func (c *Changes) Report() *Report {
	r := c.findings.report(c.Read.Tables)
	r.List, r.Edition, r.Document, r.Effective = tariff.List, c.Edition.ID, c.Document, c.Edition.From.String()
	r.Amends, r.Codes, r.Stated, r.Counts = c.Base.Edition().ID, c.Base.Len(), c.Edition.Stated, CountsRows
	r.Amendments, r.Duties = len(c.amendments), len(c.duties)
	return r
}
