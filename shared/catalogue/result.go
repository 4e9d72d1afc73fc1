package catalogue

import (
	"strconv"
	"strings"

	"importchecker/shared/catalogue/sheet"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
)

// Language is the language of the sentences in a result.
type Language uint8

const (
	English Language = iota
	Chinese
)

func (l Language) text(t edition.Text) string {
	if l == Chinese {
		return t.ZH
	}
	return t.EN
}

// perChannel is the number of columns of each channel in a result.
const perChannel = 6

// Heading returns the heading of a result: the caller's columns, then those of the check.
func Heading(heading []string, channels []eligibility.ChannelID, l Language) []string {
	out := make([]string, 0, len(heading)+2+perChannel*len(channels))
	for _, h := range heading {
		out = append(out, sheet.EscapeFormula(h))
	}
	out = append(out, l.text(edition.Text{EN: "problem", ZH: "问题"}), l.text(edition.Text{EN: "candidates", ZH: "候选编码"}))
	for _, c := range channels {
		name := string(c)
		if l == Chinese {
			name = eligibility.ChannelName(c).ZH
		}
		for _, column := range [perChannel]edition.Text{
			{EN: "verdict", ZH: "结论"}, {EN: "basis", ZH: "依据"}, {EN: "reasons", ZH: "理由代码"},
			{EN: "sentence", ZH: "说明"}, {EN: "missing_facts", ZH: "待补充信息"}, {EN: "tax", ZH: "税款"},
		} {
			out = append(out, name+"_"+l.text(column))
		}
	}
	return out
}

// cells appends the output cells of a row: its own cells, filled up to the width of the heading, then the
// answers.
func (c *checker) cells(out []string, width int, input []string, p *product, d *eligibility.Decision,
	candidates string) []string {
	for i := range width {
		if i < len(input) {
			out = append(out, sheet.EscapeFormula(input[i]))
		} else {
			out = append(out, "")
		}
	}
	out = append(out, c.problemText(p), candidates)
	for i := range c.options.Channels {
		if d == nil {
			out = append(out, "", "", "", "", "", "")
			continue
		}
		out = c.channel(out, &d.Channels[i])
	}
	return out
}

// problemText describes the problems of a row, each with its position as in a spreadsheet: D5 is a cell, 5 a
// row.
func (c *checker) problemText(p *product) string {
	if len(p.problems) == 0 {
		return ""
	}
	var b strings.Builder
	for i := range p.problems {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.problems[i].Column + strconv.Itoa(p.row) + ": " + c.options.Language.text(p.problems[i].Text))
	}
	return sheet.EscapeFormula(b.String())
}

// channel appends the cells of one channel.
func (c *checker) channel(out []string, d *eligibility.ChannelDecision) []string {
	verdict, basis := d.Verdict.String(), d.Basis.String()
	if c.options.Language == Chinese {
		verdict, basis = d.Verdict.Text().ZH, d.Basis.Text().ZH
	}
	return append(out, verdict, basis, c.reasons(d), c.sentence(d), c.facts(d), taxText(&d.Tax))
}

// reasons returns the distinct codes of the reasons that decide or ask.
func (c *checker) reasons(d *eligibility.ChannelDecision) string {
	c.text = c.text[:0]
	for i := range d.Reasons {
		r := &d.Reasons[i]
		if r.Effect == eligibility.Informs || r.Effect == eligibility.Permits || repeated(d.Reasons[:i], r.Code) {
			continue
		}
		if len(c.text) > 0 {
			c.text = append(c.text, ' ')
		}
		c.text = append(c.text, r.Code...)
	}
	return c.interned()
}

func (c *checker) facts(d *eligibility.ChannelDecision) string {
	c.text = c.text[:0]
	for _, f := range d.Missing {
		if len(c.text) > 0 {
			c.text = append(c.text, ' ')
		}
		c.text = append(c.text, f.String()...)
	}
	return c.interned()
}

// sentence returns the summary of the channel.
func (c *checker) sentence(d *eligibility.ChannelDecision) string {
	c.text = d.AppendSummary(c.text[:0], c.options.Language == Chinese)
	return c.interned()
}

// interned returns the text in c.text as a string, reusing equal strings.
func (c *checker) interned() string {
	if s, ok := c.texts[string(c.text)]; ok {
		return s
	}
	s := string(c.text)
	if len(c.texts) < 10_000 {
		c.texts[s] = s
	}
	return s
}

// taxText returns the tax, marked if it is a bound.
func taxText(t *eligibility.Tax) string {
	switch t.Status {
	case eligibility.TaxComputed:
		return t.Total.String()
	case eligibility.TaxAtLeast:
		return "≥ " + t.Total.String()
	case eligibility.TaxAtMost:
		return "≤ " + t.Total.String()
	}
	return ""
}
