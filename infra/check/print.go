package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"

	"importchecker/shared/catalogue/sheet"
	"importchecker/shared/client"
	"importchecker/shared/eligibility"
)

// say returns the text in the language of --lang.
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
	title := d.Item.HSCode + "  " + o.nameOf(d.Item.NameZH, d.Item.NameEN)
	if d.Item.HSCode == "" {
		title = o.words
	}
	fmt.Fprintf(o.out, "%s  (%s)\n\n", strings.TrimSpace(title), d.AsOf)
	o.printAnswers(d.Channels)
	o.printPlausibility(d.Plausibility)
	return nil
}

func (o *options) printService(d *client.ServiceDecision) error {
	switch o.format {
	case "json":
		return o.printJSON(d.Raw)
	case "csv":
		return o.printCSV("place", d.Places)
	}
	fmt.Fprintf(o.out, "%s  %s  (%s)\n\n", d.Sector.Code, o.nameOf(d.Sector.NameZH, d.Sector.NameEN), d.AsOf)
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

func (o *options) printCSV(column string, answers []client.Answer) error {
	w := csv.NewWriter(o.out)
	rows := [][]string{{column, "verdict", "basis", "tax", "summary", "missing_facts"}}
	for _, a := range answers {
		var missing []string
		for _, m := range a.Missing {
			missing = append(missing, m.Fact)
		}
		rows = append(rows, []string{
			a.Channel + a.Place, a.Verdict, a.Basis, a.Tax.Total, sheet.EscapeFormula(string(a.Summary)),
			strings.Join(missing, " "),
		})
	}
	return w.WriteAll(rows)
}

// printAnswers prints a table of the answers, and what would settle them.
func (o *options) printAnswers(answers []client.Answer) {
	rows := [][]string{{o.say("CHANNEL", "渠道"), o.say("VERDICT", "结论"), o.say("TAX", "税款"), ""}}
	if len(answers) > 0 && answers[0].Place != "" {
		rows[0][0], rows[0][2] = o.say("PLACE", "地点"), ""
	}
	sameSummary := len(answers) > 1 // all have the same summary, which is printed once
	for _, a := range answers {
		sameSummary = sameSummary && a.Summary == answers[0].Summary
	}
	for _, a := range answers {
		summary := string(a.Summary)
		if sameSummary {
			summary = ""
		}
		rows = append(rows, []string{o.nameOfPlace(&a), o.verdictWord(a.Verdict), a.Tax.Total, summary})
	}
	o.printTable(rows)
	if sameSummary {
		fmt.Fprintf(o.out, "\n%s\n", answers[0].Summary)
	}
	if o.verbose {
		o.printReasons(answers)
	}
	o.printCandidates(answers)
	o.printQuestions(answers)
}

func (o *options) nameOfPlace(a *client.Answer) string {
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

// printTable prints aligned columns; Chinese characters are two columns wide.
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

// printReasons prints every reason with its citations.
func (o *options) printReasons(answers []client.Answer) {
	for i := range answers {
		a := &answers[i]
		fmt.Fprintf(o.out, "\n%s\n", o.nameOfPlace(a))
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

// source formats a citation as one line.
func source(c *client.Citation) string {
	var parts []string
	for _, p := range []string{strings.TrimSpace(c.List + " " + c.Edition), c.Entry, c.Document, c.Summary} {
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

// printCandidates prints the codes that would settle the answers.
func (o *options) printCandidates(answers []client.Answer) {
	head := []string{o.say("CODE", "编码")}
	var rows [][]string
	index := make(map[string]int) // row indexes, by code
	for i := range answers {
		if len(answers[i].Candidates) == 0 {
			continue
		}
		head = append(head, o.nameOfPlace(&answers[i]))
		for _, c := range answers[i].Candidates {
			n, ok := index[c.HSCode]
			if !ok {
				n = len(rows)
				index[c.HSCode], rows = n, append(rows, append([]string{c.HSCode}, make([]string, len(answers)+1)...))
				rows[n][len(answers)+1] = o.nameOf(c.NameZH, c.NameEN)
			}
			rows[n][len(head)-1] = o.verdictWord(c.Verdict)
		}
	}
	if len(rows) == 0 {
		return
	}
	for i, row := range rows { // drop the columns of answers without candidates
		rows[i] = append(row[:len(head)], row[len(row)-1])
	}
	fmt.Fprintln(o.out, o.say("\nWhich of these? With the code, the answer would be", "\n是以下哪一个？按各编码的结论为"))
	o.printTable(append([][]string{append(head, "")}, rows...))
}

// nameOf returns a name in the language of --lang; the Chinese one always exists.
func (o *options) nameOf(zh, en string) string {
	if o.lang == "en" && en != "" {
		return en + " · " + zh
	}
	return zh
}

// printPlausibility prints the codes that fit the name better.
func (o *options) printPlausibility(p *client.Plausibility) {
	if p == nil || len(p.Better) == 0 {
		return
	}
	doubt := o.say("\nThe name may not go with this code. It goes better with", "\n名称与该编码可能不符，更可能为")
	if p.Verdict == "contradicts" {
		doubt = o.say("\nThe name contradicts this code. It goes with", "\n名称与该编码不符，应为")
	}
	fmt.Fprintln(o.out, doubt)
	for _, b := range p.Better {
		fmt.Fprintf(o.out, "  %s  %s\n", b.HSCode, o.nameOf(b.NameZH, b.NameEN))
	}
}

// printQuestions prints each question once, with the flag that answers it.
func (o *options) printQuestions(answers []client.Answer) {
	printed := make(map[string]bool)
	for i := range answers {
		for _, m := range answers[i].Missing {
			if m.Question == "" || printed[m.Fact] {
				continue
			}
			if len(printed) == 0 {
				fmt.Fprintln(o.out, o.say("\nWhat would help", "\n可补充的信息"))
			}
			printed[m.Fact] = true
			fmt.Fprintf(o.out, "  %s  %s\n", m.Question, flagOf(m.Fact))
		}
	}
}

// flagOf returns the flag for a fact.
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
