package eligibility

import (
	"cmp"
	"strconv"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// Summary says what the decision comes to. Channels that are answered alike
// share a sentence. That the name speaks against the code is said before all.
func (d *Decision) Summary() edition.Text {
	var s summary
	for i := range d.Channels {
		c := &d.Channels[i]
		s.add(shortName(c.Channel), bySemicolon(outcome(c.Verdict, c.Basis, c.Reasons), due(c.Verdict, &c.Tax), lastHeld(&c.Indication)))
	}
	said := s.text()
	if p := d.Plausibility; p != nil && p.Verdict == Contradicts {
		first := p.text(string(d.Item.Code))
		said.EN, said.ZH = first.EN+" "+said.EN, first.ZH+said.ZH
	}
	return said
}

// text says that the name does not go with the code, and which code would.
func (p *Plausibility) text(code string) edition.Text {
	if len(p.Better) == 0 {
		return edition.Text{
			EN: "Check the code: the name does not go with " + code + ", and what follows is for the code.",
			ZH: "请核对编码：商品名称与 " + code + " 不符，以下结论仅针对该编码。",
		}
	}
	better := string(p.Better[0].Code)
	return edition.Text{
		EN: "Check the code: the name does not go with " + code + " but rather with " + better + ", and what follows is for the code given.",
		ZH: "请核对编码：商品名称与 " + code + " 不符，更接近 " + better + "，以下结论仅针对所给编码。",
	}
}

// Summary says what the channel's answer comes to, and the first reason that
// keeps it from being better.
func (c *ChannelDecision) Summary() edition.Text {
	return inSentences(bySemicolon(outcome(c.Verdict, c.Basis, c.Reasons), due(c.Verdict, &c.Tax), lastHeld(&c.Indication)), grounds(c.Verdict, c.Reasons))
}

// Summary says what the decision comes to. Places that are answered alike share
// a sentence.
func (d *ServiceDecision) Summary() edition.Text {
	var s summary
	for i := range d.Places {
		p := &d.Places[i]
		s.add(placeName(p.Place), outcome(p.Verdict, p.Basis, p.Reasons))
	}
	return s.text()
}

// Summary says what the place's answer comes to, and the first reason that
// keeps it from being better.
func (p *PlaceDecision) Summary() edition.Text {
	return inSentences(outcome(p.Verdict, p.Basis, p.Reasons), grounds(p.Verdict, p.Reasons))
}

// summary collects what is said of each channel or place.
type summary struct {
	lines []summaryLine
}

type summaryLine struct{ names, said edition.Text }

// add says something of a channel or place. What is said of several ones is
// said once.
func (s *summary) add(name, said edition.Text) {
	for i := range s.lines {
		if l := &s.lines[i]; l.said == said {
			l.names.EN += ", " + name.EN
			l.names.ZH += "、" + name.ZH
			return
		}
	}
	s.lines = append(s.lines, summaryLine{name, said})
}

func (s *summary) text() edition.Text {
	var en, zh strings.Builder
	for i, l := range s.lines {
		if i > 0 {
			en.WriteByte(' ')
		}
		en.WriteString(l.names.EN + ": " + l.said.EN + ".")
		zh.WriteString(l.names.ZH + "：" + l.said.ZH + "。")
	}
	return edition.Text{EN: en.String(), ZH: zh.String()}
}

// inSentences makes a sentence of what is said, and lets another one follow it,
// where there is one.
func inSentences(said, more edition.Text) edition.Text {
	t := edition.Text{EN: capital(said.EN) + ".", ZH: said.ZH + "。"}
	if more != (edition.Text{}) {
		t.EN += " " + more.EN
		t.ZH += more.ZH
	}
	return t
}

// outcome is the verdict in words, with the number of conditions, or what is
// missing. A verdict that rests on less than the official text says so.
func outcome(v Verdict, basis edition.Basis, reasons []Reason) edition.Text {
	var said edition.Text
	switch v {
	case Eligible:
		said = edition.Text{EN: "allowed; no condition that is held here stands in the way", ZH: "可以进口，现有资料中未见限制条件"}
	case Conditional:
		n := count(reasons, Condition)
		said = edition.Text{EN: "allowed on " + plural(n, "condition"), ZH: "满足 " + strconv.Itoa(n) + " 项条件后可以进口"}
	case Ineligible:
		said = edition.Text{EN: "not allowed", ZH: "不得进口"}
	default:
		lack := lacking(reasons)
		return edition.Text{EN: "undecided: " + lack.EN, ZH: "无法判定：" + lack.ZH}
	}
	switch basis {
	case edition.Reported:
		return bySemicolon(said, edition.Text{EN: "by secondary sources, not the official text", ZH: "依据二手来源而非官方文本"})
	case edition.Sample:
		return bySemicolon(said, edition.Text{EN: "by SAMPLE rows invented for demonstration", ZH: "依据为演示而虚构的示例数据"})
	}
	return said
}

// lacking says what would have to be known for a verdict: rows of a list before
// facts, since no fact makes up for a row.
func lacking(reasons []Reason) edition.Text {
	for i := range reasons {
		if r := &reasons[i]; r.Effect == NeedsList && r.Missing != nil {
			held, stated := strconv.Itoa(r.Missing.Held), strconv.Itoa(r.Missing.Stated)
			return edition.Text{
				EN: edition.Thousands(r.Missing.Held) + " of " + edition.Thousands(r.Missing.Stated) + " rows of the list are held",
				ZH: "清单 " + stated + " 行中仅收录 " + held + " 行",
			}
		}
	}
	for i := range reasons {
		if r := &reasons[i]; r.Code == TariffNotHeld && r.Effect == NeedsList {
			return edition.Text{EN: "the tariff of this day is not held", ZH: "未收录该日适用的税则"}
		}
	}
	if count(reasons, NeedsList) > 0 {
		return edition.Text{EN: "a text that decides is not held", ZH: "未收录起决定作用的文本"}
	}
	if n := count(reasons, NeedsFact); n > 0 {
		return edition.Text{EN: plural(n, "question") + " decide" + third(n), ZH: "取决于 " + strconv.Itoa(n) + " 个待答问题"}
	}
	return edition.Text{EN: "nothing that is held decides it", ZH: "现有资料不足以判定"}
}

// grounds repeats the first reason that bars, or asks, in its own words.
func grounds(v Verdict, reasons []Reason) edition.Text {
	decisive := Bars
	switch v {
	case Undetermined:
		decisive = NeedsFact
		if count(reasons, NeedsList) > 0 {
			return edition.Text{}
		}
	case Ineligible:
	default:
		return edition.Text{}
	}
	for i := range reasons {
		if reasons[i].Effect == decisive {
			return reasons[i].Text()
		}
	}
	return edition.Text{}
}

// lastHeld says what the channel answered by the last tariff held.
func lastHeld(i *Indication) edition.Text {
	if i.Of != OfTariff {
		return edition.Text{}
	}
	verdict, day := i.Verdict.Text(), i.Day.String()
	said := edition.Text{EN: "no verdict, but by the tariff of " + i.Edition.ID + " on " + day + ": " + verdict.EN, ZH: "并非结论，按" + i.Edition.ID + "年税则（" + day + "）：" + verdict.ZH}
	if i.Total.EN != "" {
		said.EN += ", " + i.Total.EN
		said.ZH += "，" + i.Total.ZH
	}
	return said
}

// due says what is to be paid, where it could be computed.
func due(v Verdict, t *Tax) edition.Text {
	if !t.HasTotal() {
		return edition.Text{}
	}
	bound := edition.Text{}
	switch t.Status {
	case TaxAtLeast:
		bound = edition.Text{EN: "at least ", ZH: "至少 "}
	case TaxAtMost:
		bound = edition.Text{EN: "at most ", ZH: "至多 "}
	}
	total := t.Total.String()
	said := edition.Text{EN: "duties and taxes " + bound.EN + total, ZH: "税款合计" + cmp.Or(bound.ZH, " ") + total + " 元"}
	if v == Undetermined {
		said.EN, said.ZH = "if allowed, "+said.EN, "如可进口，"+said.ZH
	}
	return said
}

func count(reasons []Reason, e Effect) int {
	n := 0
	for i := range reasons {
		if reasons[i].Effect == e {
			n++
		}
	}
	return n
}

// bySemicolon puts the parts that say something after one another.
func bySemicolon(parts ...edition.Text) edition.Text {
	var all edition.Text
	for _, p := range parts {
		switch {
		case p == (edition.Text{}):
		case all == (edition.Text{}):
			all = p
		default:
			all.EN += "; " + p.EN
			all.ZH += "；" + p.ZH
		}
	}
	return all
}

// plural writes "1 condition" or "2 conditions".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// third is the ending of a verb after n things.
func third(n int) string {
	if n == 1 {
		return "s"
	}
	return ""
}

// shortName is what a summary calls a channel.
func shortName(id ChannelID) edition.Text {
	for i := range channels {
		if channels[i].id == id {
			return channels[i].short
		}
	}
	return edition.Text{}
}

var placeNames = [...]edition.Text{
	services.National: {EN: "Mainland", ZH: "全国"},
	services.FTZ:      {EN: "Pilot free trade zones", ZH: "自由贸易试验区"},
	services.Hainan:   {EN: "Hainan Free Trade Port", ZH: "海南自由贸易港"},
}

// placeName is what a summary calls a place.
func placeName(p services.Place) edition.Text {
	if int(p) < len(placeNames) {
		return placeNames[p]
	}
	return edition.Text{}
}
