package redecision

import (
	"fmt"
	"slices"
	"strings"

	"importchecker/shared/difference"
	"importchecker/shared/duty"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/tariff"
)

// tariffKind is the kind of editions of the tariff.
var tariffKind = kind{decisive: decisiveLines, find: findLine}

// decisiveLines writes the cells of each line, with its amendments and duties.
func decisiveLines(m map[string]string, c library.Content) {
	t := c.(*tariff.Table)
	var text []byte
	duties := duty.AppendDuties(t.AccumulatedDuties())
	for i := range t.Len() {
		l := t.Line(i)
		text = fmt.Appendf(text[:0], "%d %t %s|%s|%s|", t.Basis(), t.Edition().Sample, l.NameZH, l.Unit1, l.Unit2)
		for _, r := range []*tariff.Rate{l.MFN, l.Provisional, l.General, l.VAT, l.Consumption} {
			text = append(append(text, rateText(r)...), '|')
		}
		text = fmt.Appendf(text, "%s|%s|%s", l.Supervision, l.InspectionImport, l.InspectionExport)
		for _, a := range t.AmendmentsOn(l.Code, t.Edition().To) {
			text = fmt.Appendf(text, ";%s %s%s %s", a.Field, rateText(a.Rate), a.Text, a.Effective)
		}
		text = duties(text, l.Code)
		m[string(l.Code)] = string(text)
	}
}

func rateText(r *tariff.Rate) string {
	switch {
	case r == nil:
		return "-"
	case r.Defect != "":
		return r.Text + " (" + r.Defect + ")"
	}
	return r.Text
}

// findLine names the line that differs, or else the duty by origin.
func findLine(c *event.Cause, code string, compared *comparison) {
	if compared.tariff != nil && !findCode(c, tariff.Code(code), compared.tariff) {
		findDuty(c, tariff.Code(code), compared.tariff.Duties)
	}
}

// findCode names the first line at or under the code that differs, with what
// changed, its successor or its predecessor. It reports whether there is one.
func findCode(c *event.Cause, asked tariff.Code, diff *difference.TariffDiff) bool {
	within := func(code tariff.Code) bool { return asked.Contains(code) || code.Contains(asked) }
	line := func(l difference.TariffLine) bool { return within(l.Code) }
	for i := range diff.Changed {
		if l := &diff.Changed[i]; within(l.Code) {
			c.Change, c.Entry, c.Code, c.Remark = event.CauseChanged, string(l.Code), string(l.Code), cellsOf(l)
			return true
		}
	}
	for i := range diff.Successions {
		s := &diff.Successions[i]
		old, now := slices.IndexFunc(s.From, line), slices.IndexFunc(s.To, line)
		if old >= 0 || now >= 0 {
			from, to := s.From[max(old, 0)], s.To[max(now, 0)]
			c.Change, c.Entry, c.Code, c.Was, c.Remark = event.CauseRenumbered, string(to.Code), string(to.Code),
				string(from.Code), to.NameZH
			return true
		}
	}
	for _, side := range []struct {
		lines  []difference.TariffLine
		change string
	}{{diff.New, event.CauseAdded}, {diff.Ended, event.CauseRemoved}} {
		if i := slices.IndexFunc(side.lines, line); i >= 0 {
			l := side.lines[i]
			c.Change, c.Entry, c.Code, c.Remark = side.change, string(l.Code), string(l.Code), l.NameZH
			return true
		}
	}
	return false
}

// findDuty names the first duty by origin that changed and applies to the code.
func findDuty(c *event.Cause, asked tariff.Code, changes []difference.DutyChange) {
	for i := range changes {
		if d := &changes[i]; d.About(asked) {
			c.Change, c.Entry, c.Code, c.Remark = event.CauseChanged, d.Measure, string(asked), d.String()
			return
		}
	}
}

// cellsOf returns the changed cells of a line, as text.
func cellsOf(l *difference.LineChange) string {
	var cells []string
	for i := range l.Cells {
		cells = append(cells, l.Cells[i].String())
	}
	return strings.Join(cells, "；")
}
