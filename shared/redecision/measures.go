package redecision

import (
	"fmt"

	"importchecker/shared/difference"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/services"
)

// servicesKind is the kind of lists of services.
var servicesKind = kind{decisive: decisiveMeasures, find: findMeasure}

// decisiveMeasures writes the words, the basis and the interpretation of each
// row.
func decisiveMeasures(m map[string]string, c library.Content) {
	e := c.(*services.Edition)
	for i := range e.Measures {
		row := &e.Measures[i]
		text := fmt.Sprintf("%d %t %q %s;", row.Basis, e.Sample, row.Quote(), difference.RuleOf(&row.Restriction))
		for _, r := range row.Reach {
			m[string(r.Code)] += text
		}
	}
}

// findMeasure names the row of a list of services that differs and touches the
// code. A submission without a code, asked in words, has none named.
func findMeasure(c *event.Cause, code string, compared *comparison) {
	if code == "" || len(compared.newEditions) == 0 {
		return
	}
	now := changedMeasure(services.Code(code), library.Services(compared.newEditions),
		library.Services(compared.oldEditions))
	old := changedMeasure(services.Code(code), library.Services(compared.oldEditions),
		library.Services(compared.newEditions))
	switch {
	case now != nil && old == nil:
		nameMeasure(c, event.CauseAdded, now)
	case now != nil:
		nameMeasure(c, event.CauseChanged, now)
	case old != nil:
		nameMeasure(c, event.CauseRemoved, old)
	}
}

func nameMeasure(c *event.Cause, change string, m *services.Measure) {
	c.Change, c.Entry, c.Remark = change, m.ID, m.Quote()
}

// changedMeasure returns the first row of the editions that touches the code,
// or one above or under it, and is not in the other editions with the same
// words and interpretation.
func changedMeasure(code services.Code, here, there []*services.Edition) *services.Measure {
	unchanged := make(map[string]bool)
	for _, e := range there {
		for i := range e.Measures {
			unchanged[measureText(&e.Measures[i])] = true
		}
	}
	lo, hi := services.ClassesUnder(code)
	for _, e := range here {
		for i := range e.Measures {
			m := &e.Measures[i]
			if unchanged[measureText(m)] {
				continue
			}
			for class := lo; class < hi; class++ {
				if _, ok := m.Touches(services.ClassAt(class)); ok {
					return m
				}
			}
		}
	}
	return nil
}

// measureText returns the words of a row and how it is interpreted, to compare
// rows.
func measureText(m *services.Measure) string {
	return m.Basis.String() + " " + difference.RuleOf(&m.Restriction) + " " + m.Quote()
}
