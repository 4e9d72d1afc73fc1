package goods

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/tables"
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
)

// Sum is the arithmetic of an amended edition: 1,413 + 29 − 1 + 115 − 80 =
// 1,476.
type Sum struct {
	Base    string `json:"base"`    // id of the edition amended
	Before  int    `json:"before"`  // lines before
	Added   int    `json:"added"`   // lines added
	Deleted int    `json:"deleted"` // lines deleted
	New     int    `json:"new"`     // codes that lines were renumbered to
	Gone    int    `json:"gone"`    // codes that lines were renumbered from
	Total   int    `json:"total"`   // lines after
	Remarks int    `json:"remarks"` // lines with a changed remark
}

// String formats the sum as announcements do.
func (s Sum) String() string {
	return fmt.Sprintf("%s + %d − %d + %d − %d = %s", layout.Thousands(s.Before), s.Added, s.Deleted, s.New, s.Gone,
		layout.Thousands(s.Total))
}

// Renumbering is one old code and one code that replaces it. A code may be
// replaced by several, and several by one.
type Renumbering struct {
	Old tariff.Code `json:"old"`
	New tariff.Code `json:"new"`
}

// application applies an amending annex to an edition.
type application struct {
	*Reading
	base      *list.Edition
	listed    map[tariff.Code]*list.Entry // lines of the base
	lines     map[tariff.Code]*Line       // lines of the result
	from, to  map[tariff.Code][]*Statement
	deletedBy map[tariff.Code]*Statement
	addedBy   map[tariff.Code]*Statement
}

// Apply applies the changes to the edition that they amend. Every statement has
// to fit it: an added line must be new, a deleted or renumbered one must exist.
// The reading returned has the lines of the new edition; Check checks them like
// those of a whole list.
func (a *Amendments) Apply(base *list.Edition) *Reading {
	r := &Reading{Layout: a.Layout, Blocks: a.Blocks, counts: compile.CountsRows, profile: a.profile,
		Sum: &Sum{Base: base.ID}}
	p := &application{
		Reading: r, base: base, listed: map[tariff.Code]*list.Entry{}, lines: map[tariff.Code]*Line{},
		from: map[tariff.Code][]*Statement{}, to: map[tariff.Code][]*Statement{},
		deletedBy: map[tariff.Code]*Statement{}, addedBy: map[tariff.Code]*Statement{},
	}
	r.Problems, r.Notes = slices.Clone(a.Problems), slices.Clone(a.Notes)
	if base.Coverage() != edition.Complete {
		r.Problem(layout.Place{}, "", "amends edition %s, of which %d of %d lines are held: bring in its annex first",
			base.ID, base.Held, base.Stated)
	}
	for i := range base.Entries {
		e := &base.Entries[i]
		if e.Kind != list.Listed {
			continue
		}
		if e.Category != "" {
			r.Problem(layout.Place{}, "", "amends edition %s, which counts kinds of goods: such changes are not read", base.ID)
			return r
		}
		p.listed[e.Code] = e
		p.lines[e.Code] = unchangedLine(base.ID, e)
	}
	r.Sum.Before = len(p.listed)
	each := func(action layout.Action, apply func(*Statement)) {
		for i := range a.Statements {
			if s := &a.Statements[i]; s.Action == action {
				apply(s)
			}
		}
	}
	each(layout.Renumbered, p.recordRenumbering)
	each(layout.Deleted, p.delete)
	p.renumber()
	each(layout.Added, p.add)
	each(layout.RemarkChanged, p.changeRemark)
	each(layout.Kept, p.checkUnchanged)
	r.Sum.Total = len(p.lines)
	for _, l := range p.lines {
		r.Lines = append(r.Lines, *l)
	}
	slices.SortFunc(r.Lines, func(a, b Line) int { return strings.Compare(string(a.Code), string(b.Code)) })
	return r
}

func unchangedLine(id string, e *list.Entry) *Line {
	return &Line{File: "edition " + id, Code: e.Code, NameZH: e.NameZH, NameEN: e.NameEN, Remark: e.Remark,
		Conditions: e.Conditions, unchanged: e, cites: e.Sources}
}

// fault adds a problem of a statement. The header is not known here, so the
// column has the name of the profile.
func (p *application) fault(s *Statement, c layout.Role, format string, args ...any) {
	f := s.place().Problem(p.profile.TitleOf(c), format, args...)
	f.File = s.File
	p.Problems = append(p.Problems, f)
}

func (p *application) remind(s *Statement, c layout.Role, format string, args ...any) {
	f := s.place().Problem(p.profile.TitleOf(c), format, args...)
	f.File = s.File
	p.Notes = append(p.Notes, f)
}

// lineOf returns a new line with the values of a statement.
func (p *application) lineOf(s *Statement) *Line {
	return &Line{
		File: s.File, Sheet: s.Sheet, Page: s.Page, Row: s.Row, Code: s.Code,
		NameZH: s.NameZH, NameEN: s.NameEN, Remark: s.Remark, cites: withSource(nil, s.cites),
	}
}

// withSource adds a source to those of a line.
func withSource(sources []string, source string) []string {
	if source == "" || slices.Contains(sources, source) {
		return sources
	}
	return append(slices.Clip(sources), source)
}

func (s *Statement) placeText() string {
	return strings.TrimSpace(s.File + ", " + s.place().String())
}

func (p *application) faultNotListed(s *Statement, c layout.Role, code tariff.Code, what string) {
	p.fault(s, c, "%s is %s, but it is not on the list of %s", code, what, p.base.ID)
}

func (p *application) delete(s *Statement) {
	switch first := p.deletedBy[s.Code]; {
	case first != nil:
		p.fault(s, layout.Code, "%s is deleted already, by %s", s.Code, first.placeText())
		return
	case p.listed[s.Code] == nil:
		p.faultNotListed(s, layout.Code, s.Code, "deleted")
		return
	case len(p.from[s.Code]) > 0:
		p.fault(s, layout.Code, "%s is deleted, and renumbered to %s by %s", s.Code, p.from[s.Code][0].Code,
			p.from[s.Code][0].placeText())
		return
	}
	p.compareName(s, p.listed[s.Code])
	p.deletedBy[s.Code] = s
	delete(p.lines, s.Code)
	p.Sum.Deleted++
}

// compareName notes when a row has another name than the line of the list.
func (p *application) compareName(s *Statement, e *list.Entry) {
	name := s.OldName
	if name == "" {
		name = s.NameZH
	}
	if name != "" && e.NameZH != "" && unformatted(name) != unformatted(e.NameZH) {
		p.remind(s, layout.NameZH, "%s is called %q here and %q on the list of %s", e.Code, name, e.NameZH, p.base.ID)
	}
}

// unformatted returns a name without formatting: dashes of its level and spaces.
func unformatted(name string) string {
	return strings.Trim(tables.OneLine(tables.Plain(name)), "-—－– ")
}

// recordRenumbering records the renumberings, before any is applied.
func (p *application) recordRenumbering(s *Statement) {
	if p.listed[s.Old] == nil {
		p.faultNotListed(s, layout.OldCode, s.Old, "renumbered to "+string(s.Code))
		return
	}
	for _, other := range p.from[s.Old] {
		if other.Code == s.Code {
			p.fault(s, layout.OldCode, "%s is renumbered to %s already, by %s", s.Old, s.Code, other.placeText())
			return
		}
	}
	p.from[s.Old], p.to[s.Code] = append(p.from[s.Old], s), append(p.to[s.Code], s)
	p.Renumbered = append(p.Renumbered, Renumbering{s.Old, s.Code})
}

// renumber creates the lines of all new codes, and deletes the old codes that
// are not new codes as well.
func (p *application) renumber() {
	for old := range p.from {
		if len(p.to[old]) == 0 {
			delete(p.lines, old)
			p.Sum.Gone++
		}
	}
	for _, now := range slices.Sorted(maps.Keys(p.to)) {
		statements := p.to[now]
		s := statements[0]
		line := p.listed[now]
		if p.deletedBy[s.Code] != nil {
			p.fault(s, layout.NewCode, "%s is deleted by %s", s.Code, p.deletedBy[s.Code].placeText())
			continue
		}
		if line != nil && len(p.from[now]) == 0 {
			p.remind(s, layout.NewCode, "%s is renumbered to %s, which is on the list of %s already: they are one line now",
				s.Old, s.Code, p.base.ID)
			statements = append(slices.Clip(statements),
				&Statement{Old: s.Code, Code: s.Code, hasRemark: true, Remark: line.Remark, NameZH: line.NameZH,
					NameEN: line.NameEN})
		}
		if line == nil {
			p.Sum.New++
		}
		p.lines[s.Code] = p.merge(statements)
	}
}

// merge returns the line of a new code. What the statements leave out is taken
// from the old lines.
func (p *application) merge(statements []*Statement) *Line {
	first := statements[0]
	l := p.lineOf(first)
	l.cites = nil
	remarks := map[string]bool{}
	for _, s := range statements {
		old := p.listed[s.Old]
		p.compareOld(s, old)
		for _, source := range old.Sources {
			l.cites = withSource(l.cites, source)
		}
		l.cites = withSource(l.cites, s.cites)
		said := old.Remark
		if s.hasRemark {
			said = s.Remark
		}
		if !remarks[said] && len(remarks) > 0 {
			p.fault(first, layout.Remark,
				"%s has the remark %q and the remark %q: the lines that it was made of differ, and the annex does not say which holds", l.Code, l.Remark, said)
		}
		remarks[said] = true
		if l.Remark = said; !s.hasRemark && len(statements) == 1 {
			l.Conditions, l.inherits = old.Conditions, true
		}
		if l.NameZH == "" && l.NameEN == "" {
			l.NameZH, l.NameEN = old.NameZH, old.NameEN
		}
	}
	return l
}

// compareOld checks what a row says about the old line.
func (p *application) compareOld(s *Statement, old *list.Entry) {
	if s.OldName != "" {
		p.compareName(s, old)
	}
	if s.hasOldRemark && s.OldRemark != old.Remark {
		p.fault(s, layout.OldRemark, "%s had the remark %q on the list of %s, not %q", old.Code, old.Remark, p.base.ID,
			s.OldRemark)
	}
}

func (p *application) add(s *Statement) {
	switch {
	case p.addedBy[s.Code] != nil:
		p.fault(s, layout.Code, "%s is added already, by %s", s.Code, p.addedBy[s.Code].placeText())
		return
	case len(p.to[s.Code]) > 0:
		p.fault(s, layout.Code, "%s is added, and %s is renumbered to it by %s", s.Code, p.to[s.Code][0].Old,
			p.to[s.Code][0].placeText())
		return
	case p.listed[s.Code] != nil:
		p.fault(s, layout.Code, "%s is added, but it is on the list of %s already", s.Code, p.base.ID)
		return
	}
	p.addedBy[s.Code] = s
	p.lines[s.Code] = p.lineOf(s)
	p.Sum.Added++
}

// checkUnchanged checks that a line said to be unchanged is unchanged.
func (p *application) checkUnchanged(s *Statement) {
	switch l := p.lines[s.Code]; {
	case p.listed[s.Code] == nil:
		p.faultNotListed(s, layout.Code, s.Code, "said to stay")
	case l == nil:
		p.fault(s, layout.Code, "%s is said to stay, and is taken away elsewhere", s.Code)
	case s.hasRemark && l.Remark != s.Remark:
		p.fault(s, layout.Remark, "%s is said to stay as it is, and has the remark %q here and %q on the list of %s", s.Code,
			s.Remark, l.Remark, p.base.ID)
	default:
		p.compareName(s, p.listed[s.Code])
	}
}

func (p *application) changeRemark(s *Statement) {
	l := p.lines[s.Code]
	switch {
	case l == nil && len(p.from[s.Code]) > 0:
		p.fault(s, layout.Code,
			"%s has another remark, but its line is renumbered to %s by %s: state the remark of the new code", s.Code,
			p.from[s.Code][0].Code, p.from[s.Code][0].placeText())
		return
	case l == nil && p.deletedBy[s.Code] != nil:
		p.fault(s, layout.Code, "%s has another remark, and is deleted by %s", s.Code, p.deletedBy[s.Code].placeText())
		return
	case l == nil:
		p.faultNotListed(s, layout.Code, s.Code, "given another remark")
		return
	case l.remarked:
		p.fault(s, layout.Code, "%s is given another remark twice", s.Code)
		return
	case l.unchanged == nil && !l.inherits && l.Remark != s.Remark:
		p.fault(s, layout.Remark, "%s is given the remark %q, but the remark %q by %s, %s", s.Code, s.Remark, l.Remark,
			l.File, l.place())
		return
	}
	if s.hasOldRemark && l.unchanged != nil && s.OldRemark != l.Remark {
		p.fault(s, layout.OldRemark, "%s had the remark %q on the list of %s, not %q", s.Code, l.Remark, p.base.ID,
			s.OldRemark)
	}
	if l.Remark == s.Remark {
		p.remind(s, layout.Remark, "%s has this remark already", s.Code)
	}
	if l.unchanged != nil {
		p.compareName(s, l.unchanged)
	}
	p.Sum.Remarks++
	now := *l
	now.File, now.Sheet, now.Page, now.Row = s.File, s.Sheet, s.Page, s.Row
	now.Remark, now.Conditions, now.unchanged, now.inherits, now.remarked = s.Remark, nil, nil, false, true
	now.cites = withSource(l.cites, s.cites)
	p.lines[s.Code] = &now
}
