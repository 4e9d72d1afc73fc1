package difference

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// A DutyChange is a measure by origin on which an edition differs from earlier
// editions or the built-in measures.
type DutyChange struct {
	Measure     string         `json:"measure"`
	Change      string         `json:"change"` // one of Set, Gone, Other
	Before      []edition.Text `json:"before,omitempty"`
	Now         []edition.Text `json:"now,omitempty"`
	Submissions int            `json:"submissions,omitempty"` // stored submissions of its goods, of any origin

	rows []tariff.Duty // the rows before and now
}

// compareDuties sets the measures that differ.
func (d *TariffDiff) compareDuties(from []*tariff.Table, to *tariff.Table) {
	before, now := map[string][]tariff.Duty{}, map[string][]tariff.Duty{}
	var ids []string
	add := func(m map[string][]tariff.Duty, t *tariff.Table) {
		for _, row := range t.AccumulatedDuties() {
			m[row.Measure] = append(m[row.Measure], row)
			ids = append(ids, row.Measure)
		}
	}
	if n := len(from); n > 0 {
		add(before, from[n-1]) // it includes the rows of earlier editions
	}
	add(now, to)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if slices.Equal(before[id], now[id]) {
			continue
		}
		c := DutyChange{Measure: id, Change: Other, Before: textsOf(id, before[id]), Now: textsOf(id, now[id]),
			rows: append(slices.Clone(before[id]), now[id]...)}
		switch {
		case len(c.Before) == 0:
			c.Change = Set
		case len(c.Now) == 0:
			c.Change = Gone
		}
		d.Duties = append(d.Duties, c)
	}
}

// textsOf returns the texts of a measure: of its rows, or else the built-in ones.
func textsOf(id string, rows []tariff.Duty) (texts []edition.Text) {
	if len(rows) == 0 {
		return duty.Texts(id)
	}
	for i := range rows {
		if !rows[i].Ended {
			texts = append(texts, rows[i].Text)
		}
	}
	return texts
}

// About reports whether the measure applies to goods of a code, or of one under it.
func (c *DutyChange) About(code tariff.Code) bool {
	about := func(row tariff.Duty) bool {
		under := func(goods string) bool { return code.Contains(tariff.Code(goods)) }
		return duty.About(&row, code) || slices.ContainsFunc(strings.Fields(row.Goods), under)
	}
	return slices.ContainsFunc(c.rows, about) || duty.Reaches(c.Measure, code)
}

// String describes the change in Chinese.
func (c *DutyChange) String() string {
	join := func(texts []edition.Text) string {
		var zh []string
		for _, t := range texts {
			zh = append(zh, t.ZH)
		}
		return cmp.Or(strings.Join(zh, "；"), "—")
	}
	return c.Measure + " " + join(c.Before) + " → " + join(c.Now)
}

func (d *TariffDiff) hashDuties(put func(...string)) {
	if len(d.Duties) == 0 {
		return
	}
	put("duties", strconv.Itoa(len(d.Duties)))
	for i := range d.Duties {
		c := &d.Duties[i]
		put(c.Measure, c.Change)
		for _, side := range [][]edition.Text{c.Before, c.Now} {
			put(strconv.Itoa(len(side)))
			for _, t := range side {
				put(t.ZH)
			}
		}
	}
}

// weighDuties sets the number of stored submissions that each measure applies
// to.
func (d *TariffDiff) weighDuties(counted map[string]int) {
	for i := range d.Duties {
		c := &d.Duties[i]
		c.Submissions = 0
		for code, count := range counted {
			if c.About(tariff.Code(code)) {
				c.Submissions += count
			}
		}
	}
	slices.SortStableFunc(d.Duties, func(a, b DutyChange) int { return b.Submissions - a.Submissions })
}
