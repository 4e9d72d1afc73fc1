package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"

	"importchecker/shared/client"
	"importchecker/shared/eligibility"
)

// say returns the text in the language of the flags.
func (o *options) say(en, zh string) string {
	if o.lang == "zh" {
		return zh
	}
	return en
}

func (o *options) printGoods(d *client.GoodsDecision) error {
	switch o.format {
	case "json":
		return o.printJSON(d.Raw)
	case "csv":
		return o.printCSV("channel", d.Channels)
	}
	name := d.Item.NameZH
	if o.lang == "en" && d.Item.NameEN != "" {
		name = d.Item.NameEN + " · " + name
	}
	fmt.Fprintf(o.out, "%s  %s  (%s)\n\n", d.Item.HSCode, name, d.AsOf)
	o.printAnswers(d.Channels)
	return nil
}

func (o *options) printService(d *client.ServiceDecision) error {
	switch o.format {
	case "json":
		return o.printJSON(d.Raw)
	case "csv":
		return o.printCSV("place", d.Places)
	}
	name := d.Sector.NameZH
	if o.lang == "en" && d.Sector.NameEN != "" {
		name = d.Sector.NameEN + " · " + name
	}
	fmt.Fprintf(o.out, "%s  %s  (%s)\n\n", d.Sector.Code, name, d.AsOf)
	o.printAnswers(d.Places)
	return nil
}

func (o *options) printJSON(raw []byte) error {
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", "  "); err != nil {
		return err
	}
	fmt.Fprintln(o.out, b.String())
	return nil
}

func (o *options) printCSV(where string, answers []client.Answer) error {
	w := csv.NewWriter(o.out)
	rows := [][]string{{where, "verdict", "basis", "tax", "summary", "missing_facts"}}
	for _, a := range answers {
		var missing []string
		for _, m := range a.Missing {
			missing = append(missing, m.Fact)
		}
		rows = append(rows, []string{a.Channel + a.Place, a.Verdict, a.Basis, a.Tax.Total, string(a.Summary), strings.Join(missing, " ")})
	}
	return w.WriteAll(rows)
}

// printAnswers prints a table of the answers, and what would settle them.
func (o *options) printAnswers(answers []client.Answer) {
	rows := [][]string{{o.say("CHANNEL", "渠道"), o.say("VERDICT", "结论"), o.say("TAX", "税款"), ""}}
	if len(answers) > 0 && answers[0].Place != "" {
		rows[0][0], rows[0][2] = o.say("PLACE", "地点"), ""
	}
	for _, a := range answers {
		rows = append(rows, []string{o.where(&a), o.verdictWord(a.Verdict), a.Tax.Total, string(a.Summary)})
	}
	o.printTable(rows)
	if o.verbose {
		o.printReasons(answers)
	}
	o.printCandidates(answers)
	o.printQuestions(answers)
}

func (o *options) where(a *client.Answer) string {
	if o.lang == "zh" {
		if name := eligibility.ChannelName(eligibility.ChannelID(a.Channel)).ZH; name != "" {
			return name
		}
	}
	return a.Channel + a.Place
}

func (o *options) verdictWord(verdict string) string {
	if v, ok := eligibility.ParseVerdict(verdict); ok && o.lang == "zh" {
		return v.Text().ZH
	}
	return verdict
}

// printTable prints columns that are as wide as what stands in them; Chinese
// characters are two wide.
func (o *options) printTable(rows [][]string) {
	widths := make([]int, len(rows[0])-1)
	for _, row := range rows {
		for i := range widths {
			widths[i] = max(widths[i], runewidth.StringWidth(row[i]))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, w := range widths {
			b.WriteString(runewidth.FillRight(row[i], w) + "  ")
		}
		b.WriteString(row[len(row)-1])
		fmt.Fprintln(o.out, strings.TrimRight(b.String(), " "))
	}
}

// printReasons prints every reason with where it stands.
func (o *options) printReasons(answers []client.Answer) {
	for i := range answers {
		a := &answers[i]
		fmt.Fprintf(o.out, "\n%s\n", o.where(a))
		for _, r := range a.Reasons {
			if r.SameAs != "" {
				fmt.Fprintf(o.out, "  %-10s %s\n", r.Effect, o.say("as for "+r.SameAs+": ", "同 "+r.SameAs+"：")+r.Code)
				continue
			}
			fmt.Fprintf(o.out, "  %-10s %s\n", r.Effect, r.Text)
			for _, c := range r.Citations {
				fmt.Fprintf(o.out, "             %s\n", source(&c))
			}
		}
	}
}

// source is a citation in one line.
func source(c *client.Citation) string {
	var parts []string
	for _, p := range []string{strings.TrimSpace(c.List + " " + c.Edition), c.Entry, c.Document} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	line := strings.Join(parts, ", ")
	if c.Quote != "" {
		line += " “" + c.Quote + "”"
	}
	return line
}

// printCandidates prints the codes that would settle the one asked about, once.
func (o *options) printCandidates(answers []client.Answer) {
	for i := range answers {
		if len(answers[i].Candidates) == 0 {
			continue
		}
		fmt.Fprintln(o.out, o.say("\nWhich of these?", "\n是以下哪一个？"))
		for _, c := range answers[i].Candidates {
			name := c.NameZH
			if o.lang == "en" && c.NameEN != "" {
				name = c.NameEN + " · " + name
			}
			fmt.Fprintf(o.out, "  %s  %s\n", c.HSCode, name)
		}
		return
	}
}

// printQuestions prints each question once, with the flag that answers it.
func (o *options) printQuestions(answers []client.Answer) {
	asked := make(map[string]bool)
	for i := range answers {
		for _, m := range answers[i].Missing {
			if m.Question == "" || asked[m.Fact] {
				continue
			}
			if len(asked) == 0 {
				fmt.Fprintln(o.out, o.say("\nWhat would help", "\n可补充的信息"))
			}
			asked[m.Fact] = true
			fmt.Fprintf(o.out, "  %s  %s\n", m.Question, flagOf(m.Fact))
		}
	}
}

// flagOf is the flag that tells a fact.
func flagOf(fact string) string {
	switch fact {
	case "item.origin":
		return "(--origin)"
	case "item.unit_price":
		return "(--price)"
	case "item.quantity":
		return "(--quantity)"
	case "item.net_weight_g":
		return "(--weight)"
	case "buyer.spent_this_year":
		return "(--spent)"
	case "mode":
		return "(--mode)"
	case "provider.home":
		return "(--home)"
	}
	if strings.Contains(fact, ".") {
		return ""
	}
	return "(--fact " + fact + "=…)"
}
