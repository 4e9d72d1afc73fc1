package listing

import (
	"importchecker/shared/api/wire"
	"importchecker/shared/difference"
	"importchecker/shared/edition"
)

// schedules writes the difference of two editions of the tariff: ended and new codes,
// their successions, and the changed cells of the other codes.
func (c *Comparison) schedules(d *difference.TariffDiff) {
	c.Object("tariff")
	c.Array("ended")
	each(c, d.Ended, func(l *difference.TariffLine) { writeTariffLine(c.Writer, l) })
	c.End(']')
	c.Array("new")
	each(c, d.New, func(l *difference.TariffLine) { writeTariffLine(c.Writer, l) })
	c.End(']')
	c.Array("successions")
	each(c, d.Successions, func(s *difference.Succession) {
		c.Begin('{')
		c.Str("kind", s.Kind)
		c.Str("by", s.By)
		c.Int("submissions", int64(s.Submissions))
		for _, side := range []struct {
			name  string
			lines []difference.TariffLine
		}{{"from", s.From}, {"to", s.To}} {
			c.Array(side.name)
			for i := range side.lines {
				writeTariffLine(c.Writer, &side.lines[i])
			}
			c.End(']')
		}
		c.End('}')
	})
	c.End(']')
	c.Array("changed")
	each(c, d.Changed, func(l *difference.LineChange) {
		c.Begin('{')
		c.Str("hs_code", string(l.Code))
		c.Str("name_zh", l.NameZH)
		c.Int("submissions", int64(l.Submissions))
		c.Array("cells")
		for i := range l.Cells {
			writeCellChange(c.Writer, &l.Cells[i])
		}
		c.End(']')
		c.End('}')
	})
	c.End(']')
	c.duties(d.Duties)
	c.End('}')
}

// duties writes the changes of duties by origin.
func (c *Comparison) duties(changes []difference.DutyChange) {
	c.Array("duties")
	each(c, changes, func(d *difference.DutyChange) {
		c.Begin('{')
		c.Str("measure", d.Measure)
		c.Str("change", d.Change)
		c.Int("submissions", int64(d.Submissions))
		for _, side := range []struct {
			name  string
			texts []edition.Text
		}{{"before", d.Before}, {"now", d.Now}} {
			c.Array(side.name)
			for _, t := range side.texts {
				c.TextValue(t)
			}
			c.End(']')
		}
		c.End('}')
	})
	c.End(']')
}

func writeTariffLine(w *wire.Writer, l *difference.TariffLine) {
	w.Begin('{')
	w.Str("hs_code", string(l.Code))
	w.Str("name_zh", l.NameZH)
	if len(l.Candidates) > 0 {
		wire.Codes(w, "candidates", l.Candidates)
	}
	w.Int("submissions", int64(l.Submissions))
	w.End('}')
}

func writeCellChange(w *wire.Writer, cell *difference.CellChange) {
	w.Begin('{')
	w.Str("field", cell.Field)
	w.Text("name", difference.FieldName(cell.Field))
	w.Str("before", cell.Before)
	w.Str("now", cell.Now)
	w.Str("change", cell.Change)
	w.NonEmpty("added", cell.Added)
	w.NonEmpty("dropped", cell.Dropped)
	w.End('}')
}
