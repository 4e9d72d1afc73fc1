package schedule

import (
	"fmt"
	"slices"
	"strings"

	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
	"importchecker/shared/tariff/annual"
)

// maxTurns bounds the days on which the duties of one edition change:
// submissions are decided again on each.
const maxTurns = 20

// addDuties adds the duties by origin that were read, after checking that they are
// consistent.
func (c *Changes) addDuties() {
	measures := make(map[string]*measure)
	for i := range c.Read.Duties {
		r := &c.Read.Duties[i]
		c.checkKnown(r)
		if measures[r.Measure] == nil {
			measures[r.Measure] = &measure{chapters: make(map[string][]*tariff.Duty)}
		}
		if en, zh := measures[r.Measure].add(&r.Duty); en != "" {
			c.dutyProblem(r, en, zh)
		}
		d := r.Duty
		d.Document, d.Basis = c.Document, edition.Official
		c.duties = append(c.duties, d)
	}
	c.noteOtherMeasures(measures)
}

func (c *Changes) dutyProblem(r *annual.DutyRow, en, zh string) {
	p := compile.Problem{File: r.File, Sheet: r.Sheet, Text: r.Measure + ": " + en, ZH: r.Measure + "：" + zh}
	p.Page, p.Row = c.place(r.File, r.Sheet, r.Row)
	c.problem(p)
}

// checkKnown checks that the goods are in the schedule, and that a measure that
// ends exists.
func (c *Changes) checkKnown(r *annual.DutyRow) {
	for code := range strings.FieldsSeq(r.Goods + r.Without) {
		if lo, hi := c.Base.Range(tariff.Code(code)); lo == hi {
			c.dutyProblem(r, fmt.Sprintf("%s is not in the schedule of %s", code, c.Base.Edition().ID),
				fmt.Sprintf("%s不在%s年税则中", code, c.Base.Edition().ID))
		}
	}
	if r.Ended && !c.exists(r.Measure) {
		c.dutyProblem(r, "is not held, and cannot end; held are "+strings.Join(duty.IDs(), ", "),
			"未收录该措施，无从停止；已收录："+strings.Join(duty.IDs(), "、"))
	}
}

// exists reports whether a measure is built in, or was imported before.
func (c *Changes) exists(measure string) bool {
	brought := func(d tariff.Duty) bool { return d.Measure == measure }
	return slices.Contains(duty.IDs(), measure) || slices.ContainsFunc(c.Base.AccumulatedDuties(), brought)
}

// A measure has the duties read for it.
type measure struct {
	duties   []*tariff.Duty
	chapters map[string][]*tariff.Duty // by the two digits of their goods; blank for all goods
}

// add adds a duty. It returns why the duty conflicts with an earlier one, of
// which the first determines the kind of the measure; blank when it does not.
func (m *measure) add(d *tariff.Duty) (en, zh string) {
	near := m.duties
	if d.Goods != "" {
		near = slices.Concat(m.duties[:min(1, len(m.duties))], m.chapters[""])
	}
	for _, chapter := range chaptersOf(d) {
		if chapter != "" {
			near = append(near, m.chapters[chapter]...)
		}
		m.chapters[chapter] = append(m.chapters[chapter], d)
	}
	m.duties = append(m.duties, d)
	for _, other := range near {
		if en, zh = conflict(other, d); en != "" {
			break
		}
	}
	return en, zh
}

// chaptersOf returns the chapters of a duty's goods; a blank one for all goods.
func chaptersOf(d *tariff.Duty) []string {
	if d.Goods == "" {
		return []string{""}
	}
	chapters := strings.Fields(d.Goods)
	for i, goods := range chapters {
		chapters[i] = goods[:tariff.Chapter.Digits()]
	}
	slices.Sort(chapters)
	return slices.Compact(chapters)
}

// conflict returns why two duties of a measure conflict; blank when they do not.
func conflict(a, b *tariff.Duty) (en, zh string) {
	switch {
	case a.Ended || b.Ended:
		return "ends in one row, and is levied by another", "一行称停止征收，另一行仍征收"
	case a.Kind != b.Kind:
		return "is of two kinds", "同一措施有两个种类"
	case overlap(a.Interval, b.Interval) && intersect(a.Origins, b.Origins, equal) &&
		intersect(a.Goods, b.Goods, nested) && !excludeEachOther(a, b):
		return "two rows reach the same goods of the same origin on the same days", "两行涉及同一原产地、同一商品、同一日期"
	}
	return "", ""
}

func overlap(a, b edition.Interval) bool {
	return (a.To == 0 || b.From < a.To) && (b.To == 0 || a.From < b.To)
}

func equal(a, b string) bool  { return a == b }
func nested(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }

// intersect reports whether two lists have a common element; a blank list has all.
func intersect(a, b string, common func(a, b string) bool) bool {
	if a == "" || b == "" {
		return true
	}
	for x := range strings.FieldsSeq(a) {
		for y := range strings.FieldsSeq(b) {
			if common(x, y) {
				return true
			}
		}
	}
	return false
}

// excludeEachOther reports whether one duty excludes all goods or origins of
// the other.
func excludeEachOther(a, b *tariff.Duty) bool {
	out := func(things, left string, in func(thing, list string) bool) bool {
		fields := strings.Fields(things)
		return len(fields) > 0 && !slices.ContainsFunc(fields, func(s string) bool { return !in(s, left) })
	}
	listed := func(s, list string) bool { return slices.Contains(strings.Fields(list), s) }
	under := func(s, list string) bool {
		return slices.ContainsFunc(strings.Fields(list), func(p string) bool { return strings.HasPrefix(s, p) })
	}
	return out(a.Goods, b.Without, under) || out(b.Goods, a.Without, under) || out(a.Origins, b.Except, listed) ||
		out(b.Origins, a.Except, listed)
}

// noteOtherMeasures notes for each measure whether it replaces an existing one, or
// is levied in addition to others with some of its goods.
func (c *Changes) noteOtherMeasures(measures map[string]*measure) {
	for i := range c.Read.Duties {
		r := &c.Read.Duties[i]
		if &r.Duty != measures[r.Measure].duties[0] {
			continue
		}
		note := compile.Problem{File: r.File, Sheet: r.Sheet, Text: r.Measure + ": takes the place of the measure that is held",
			ZH: r.Measure + "：取代已收录的同一措施"}
		if !c.exists(r.Measure) {
			others := strings.Join(c.otherMeasures(measures[r.Measure].duties), ", ")
			note.Text, note.ZH = r.Measure+": is new", r.Measure+"：为新增措施"
			if others != "" {
				note.Text += ", and comes on top of measures that reach some of its goods: " + others
				note.ZH += "，与涉及其部分商品的下列措施并征：" + others
			}
		}
		note.Page, note.Row = c.place(r.File, r.Sheet, r.Row)
		c.notes = append(c.notes, &note)
	}
	if len(tariff.Turns(c.duties)) > maxTurns {
		c.dutyProblem(&c.Read.Duties[0],
			fmt.Sprintf("more than %d days on which duties change: import them in parts", maxTurns),
			fmt.Sprintf("税率变动日期超过%d个：请分次导入", maxTurns))
	}
}

// otherMeasures returns the measures, built in or imported before, that apply
// to some of the goods of a new one when the edition begins.
func (c *Changes) otherMeasures(duties []*tariff.Duty) (ids []string) {
	codes := c.codesOf(duties)
	ends := func(id string) bool {
		return slices.ContainsFunc(c.duties, func(d tariff.Duty) bool {
			return d.Measure == id && d.Ended && d.From <= c.Edition.From
		})
	}
	for _, id := range duty.IDs() {
		reached := func(code tariff.Code) bool { return duty.Reaches(id, code) }
		if !ends(id) && !c.Base.Replaces(id, c.Edition.From) && slices.ContainsFunc(codes, reached) {
			ids = append(ids, id)
		}
	}
	brought := c.Base.AccumulatedDuties()
	for _, code := range codes {
		chapter, all := c.Base.AccumulatedFor(code)
		for _, i := range slices.Concat(chapter, all) {
			d := &brought[i]
			if (d.To == 0 || d.To > c.Edition.From) && duty.About(d, code) && !ends(d.Measure) &&
				!slices.Contains(ids, d.Measure) {
				ids = append(ids, d.Measure)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// codesOf returns the codes of the schedule that the duties apply to.
func (c *Changes) codesOf(duties []*tariff.Duty) (codes []tariff.Code) {
	in := make([]bool, c.Base.Len())
	take := func(d *tariff.Duty, lo, hi int) {
		for ; lo < hi; lo++ {
			in[lo] = in[lo] || duty.About(d, c.Base.Code(lo))
		}
	}
	for _, d := range duties {
		if d.Goods == "" {
			take(d, 0, len(in))
		}
		for goods := range strings.FieldsSeq(d.Goods) {
			lo, hi := c.Base.Range(tariff.Code(goods))
			take(d, lo, hi)
		}
	}
	for i, about := range in {
		if about {
			codes = append(codes, c.Base.Code(i))
		}
	}
	return codes
}
