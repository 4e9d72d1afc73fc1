package eligibility

import (
	"bytes"
	"strconv"

	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// bilingual calls the append function for both languages.
func bilingual(say func(b []byte, zh bool) []byte) edition.Text {
	return edition.Text{EN: string(say(nil, false)), ZH: string(say(nil, true))}
}

// Summary returns the decision in a few sentences. Channels with the same answer share
// a sentence. A warning that the name does not go with the code comes first.
func (d *Decision) Summary() edition.Text { return bilingual(d.AppendSummary) }

// AppendSummary appends the summary in one language.
func (d *Decision) AppendSummary(b []byte, zh bool) []byte {
	if p := d.Plausibility; p != nil && p.Verdict == Contradicts {
		first := p.text(string(d.Item.Code))
		b = append(append(b, inLanguage(zh, first.EN, first.ZH)...), inLanguage(zh, " ", "")...)
	}
	return appendGrouped(b, zh, len(d.Channels),
		func(i int) edition.Text { return shortName(d.Channels[i].Channel) },
		func(b []byte, i int) []byte { return d.Channels[i].appendOutcome(b, zh) })
}

// text returns the warning that the name does not go with the code, with a better code.
func (p *Plausibility) text(code string) edition.Text {
	if len(p.Better) == 0 {
		return edition.Text{
			EN: "Check the code: the name does not match " + code + ", and what follows is for the code.",
			ZH: "请核对编码：商品名称与 " + code + " 不符，以下结论仅针对该编码。",
		}
	}
	better := string(p.Better[0].Code)
	return edition.Text{
		EN: "Check the code: the name does not match " + code + " but rather " + better +
			", and what follows is for the code given.",
		ZH: "请核对编码：商品名称与 " + code + " 不符，更接近 " + better + "，以下结论仅针对所给编码。",
	}
}

// Summary returns the answer of the channel in one or two sentences, with the first
// reason that bars the goods or needs a fact.
func (c *ChannelDecision) Summary() edition.Text { return bilingual(c.AppendSummary) }

// AppendSummary appends the summary in one language.
func (c *ChannelDecision) AppendSummary(b []byte, zh bool) []byte {
	from := len(b)
	b = endSentence(c.appendOutcome(b, zh), from, zh)
	return appendDecisiveReason(b, c.Verdict, c.Reasons, zh)
}

// appendOutcome appends the verdict, the tax total and the indication.
func (c *ChannelDecision) appendOutcome(b []byte, zh bool) []byte {
	b = appendOutcome(b, c.Verdict, c.Basis, c.Reasons, zh)
	if c.Tax.HasTotal() {
		b = appendTaxDue(append(b, inLanguage(zh, "; ", "；")...), c.Verdict, &c.Tax, zh)
	}
	return c.Indication.appendSummary(b, zh)
}

// Summary returns the decision in a few sentences. Places with the same answer share a
// sentence.
func (d *ServiceDecision) Summary() edition.Text { return bilingual(d.AppendSummary) }

// AppendSummary appends the summary in one language.
func (d *ServiceDecision) AppendSummary(b []byte, zh bool) []byte {
	return appendGrouped(b, zh, len(d.Places),
		func(i int) edition.Text { return placeName(d.Places[i].Place) },
		func(b []byte, i int) []byte {
			return d.Places[i].appendOutcome(b, zh)
		})
}

// Summary returns the answer of the place in one or two sentences, with the first
// reason that bars the service or needs a fact.
func (p *PlaceDecision) Summary() edition.Text { return bilingual(p.AppendSummary) }

// AppendSummary appends the summary in one language.
func (p *PlaceDecision) AppendSummary(b []byte, zh bool) []byte {
	from := len(b)
	b = endSentence(p.appendOutcome(b, zh), from, zh)
	return appendDecisiveReason(b, p.Verdict, p.Reasons, zh)
}

// appendOutcome appends the verdict on a service in words.
func (p *PlaceDecision) appendOutcome(b []byte, zh bool) []byte {
	switch p.Verdict {
	case Eligible:
		b = append(b, inLanguage(zh, "may be supplied; no measure that is held restricts it", "可以提供，现有清单中未见限制")...)
	case Conditional:
		n := count(p.Reasons, Condition)
		b = strconv.AppendInt(append(b, inLanguage(zh, "may be supplied on ", "满足 ")...), int64(n), 10)
		b = append(append(b, inLanguage(zh, " condition", " 项条件后可以提供")...), plural(n, zh)...)
	case Ineligible:
		b = append(b, inLanguage(zh, "may not be supplied", "不得提供")...)
	default:
		b = appendMissing(append(b, inLanguage(zh, "undecided: ", "无法判定：")...), p.Reasons, zh)
		return p.appendCertain(b, zh)
	}
	return appendBasis(b, p.Basis, zh)
}

// appendCertain appends what is known of a service that the list leaves undetermined:
// how many requirements the law has, whether it bars some activities, and whether an
// opening is reported.
func (p *PlaceDecision) appendCertain(b []byte, zh bool) []byte {
	asked, bars, opening := 0, false, false
	for i := range p.Reasons {
		switch r := &p.Reasons[i]; {
		case r.Effect == Condition && r.Fact == NoFact:
			asked++
		case r.Code == ActivityDecides:
			bars = true
		case r.Code == OpeningReported || r.Code == BarOpenedInPart:
			opening = true
		}
	}
	if asked > 0 {
		b = strconv.AppendInt(append(b, inLanguage(zh, "; at least ", "；至少须符合 ")...), int64(asked), 10)
		b = append(append(b, inLanguage(zh, " requirement", " 项法律要求")...), plural(asked, zh)...)
		b = append(b, inLanguage(zh, " of law", "")...)
	}
	if bars {
		b = append(b, inLanguage(zh, "; some activities are barred", "；某些活动予以禁止")...)
	}
	if opening {
		b = append(b, inLanguage(zh, "; an opening is reported", "；据报道已有放宽")...)
	}
	return b
}

// plural returns the plural ending of an English word for n.
func plural(n int, zh bool) string {
	if n == 1 || zh {
		return ""
	}
	return "s"
}

// maxGrouped is the largest number of channels or places in a summary.
const maxGrouped = 16

// appendGrouped appends a sentence for each of n channels or places; those with the
// same text share one.
func appendGrouped(b []byte, zh bool, n int, name func(int) edition.Text, say func([]byte, int) []byte) []byte {
	var memory [2048]byte
	var ends [maxGrouped + 1]int
	texts := memory[:0]
	for i := range n {
		texts = say(texts, i)
		ends[i+1] = len(texts)
	}
	textOf := func(i int) []byte { return texts[ends[i]:ends[i+1]] }
	var done [maxGrouped]bool
	for i := range n {
		if done[i] {
			continue
		}
		if i > 0 && !zh {
			b = append(b, ' ')
		}
		b = append(b, inLanguage(zh, name(i).EN, name(i).ZH)...)
		for j := i + 1; j < n; j++ {
			if bytes.Equal(textOf(i), textOf(j)) {
				done[j] = true
				b = append(append(b, inLanguage(zh, ", ", "、")...), inLanguage(zh, name(j).EN, name(j).ZH)...)
			}
		}
		b = append(append(b, inLanguage(zh, ": ", "：")...), textOf(i)...)
		b = append(b, inLanguage(zh, ".", "。")...)
	}
	return b
}

// inLanguage returns the text in the language that zh selects.
func inLanguage(zh bool, inEnglish, inChinese string) string {
	if zh {
		return inChinese
	}
	return inEnglish
}

// endSentence makes b[from:] a sentence: it capitalises its first letter and appends a
// full stop.
func endSentence(b []byte, from int, zh bool) []byte {
	if c := b[from]; c >= 'a' && c <= 'z' {
		b[from] = c - 'a' + 'A'
	}
	return append(b, inLanguage(zh, ".", "。")...)
}

// appendOutcome appends the verdict in words, with the number of conditions or what is
// missing, and a basis that is weaker than the official text.
func appendOutcome(b []byte, v Verdict, basis edition.Basis, reasons []Reason, zh bool) []byte {
	switch v {
	case Eligible:
		b = append(b, inLanguage(zh, "allowed; no condition that is held here stands in the way", "可以进口，现有资料中未见限制条件")...)
	case Conditional:
		n := count(reasons, Condition)
		b = append(b, inLanguage(zh, "allowed on ", "满足 ")...)
		b = strconv.AppendInt(b, int64(n), 10)
		b = append(append(b, inLanguage(zh, " condition", " 项条件后可以进口")...), plural(n, zh)...)
	case Ineligible:
		b = append(b, inLanguage(zh, "not allowed", "不得进口")...)
	default:
		return appendMissing(append(b, inLanguage(zh, "undecided: ", "无法判定：")...), reasons, zh)
	}
	return appendBasis(b, basis, zh)
}

// appendBasis appends the basis of a verdict when it is weaker than the official text.
func appendBasis(b []byte, basis edition.Basis, zh bool) []byte {
	switch basis {
	case edition.Reported:
		b = append(b, inLanguage(zh, "; by secondary sources, not the official text", "；依据二手来源而非官方文本")...)
	case edition.Sample:
		b = append(b, inLanguage(zh, "; by SAMPLE rows invented for demonstration", "；依据为演示而虚构的示例数据")...)
	}
	return b
}

// appendMissing appends what is missing for a verdict: rows of a list before facts,
// since no fact makes up for a row.
func appendMissing(b []byte, reasons []Reason, zh bool) []byte {
	rows, facts, noTariff := false, 0, false
	for i := range reasons {
		r := &reasons[i]
		switch {
		case r.Effect == NeedsList && r.Missing != nil:
			return appendHeldRows(b, r.Missing, zh)
		case r.Effect == NeedsList:
			rows = true
			noTariff = noTariff || r.Code == TariffNotHeld
		case r.Effect == NeedsFact:
			facts++
		}
	}
	switch {
	case noTariff:
		return append(b, inLanguage(zh, "the tariff of this day is not held", "未收录该日适用的税则")...)
	case rows:
		return append(b, inLanguage(zh, "a text that decides is not held", "未收录起决定作用的文本")...)
	case facts == 0:
		return append(b, inLanguage(zh, "nothing that is held decides it", "现有资料不足以判定")...)
	case zh:
		return append(strconv.AppendInt(append(b, "取决于 "...), int64(facts), 10), " 个待答问题"...)
	case facts == 1:
		return append(b, "1 question decides"...)
	}
	return append(strconv.AppendInt(b, int64(facts), 10), " questions decide"...)
}

// appendHeldRows appends how many rows of an edition are held.
func appendHeldRows(b []byte, e *edition.Edition, zh bool) []byte {
	if zh {
		b = strconv.AppendInt(append(b, "清单 "...), int64(e.Stated), 10)
		b = strconv.AppendInt(append(b, " 行中仅收录 "...), int64(e.Held), 10)
		return append(b, " 行"...)
	}
	b = append(append(b, edition.Thousands(e.Held)...), " of "...)
	return append(append(b, edition.Thousands(e.Stated)...), " list rows are held"...)
}

// appendDecisiveReason appends the sentence of the first reason that bars or needs a
// fact.
func appendDecisiveReason(b []byte, v Verdict, reasons []Reason, zh bool) []byte {
	decisive := Bars
	switch v {
	case Undetermined:
		decisive = NeedsFact
		if count(reasons, NeedsList) > 0 {
			return b
		}
	case Ineligible:
	default:
		return b
	}
	for i := range reasons {
		if reasons[i].Effect == decisive {
			if !zh {
				b = append(b, ' ')
			}
			return reasons[i].AppendText(b, zh)
		}
	}
	return b
}

// appendSummary appends the answer of the channel by the last tariff held.
func (i *Indication) appendSummary(b []byte, zh bool) []byte {
	if i.Of != OfTariff {
		return b
	}
	verdict, day := i.Verdict.Text(), i.Day.String()
	if zh {
		b = append(b, "；并非结论，按"+i.Edition.ID+"年税则（"+day+"）："+verdict.ZH...)
	} else {
		b = append(b, "; no verdict, but by the tariff of "+i.Edition.ID+" on "+day+": "+verdict.EN...)
	}
	if i.Total.EN != "" {
		b = append(append(b, inLanguage(zh, ", ", "，")...), inLanguage(zh, i.Total.EN, i.Total.ZH)...)
	}
	return b
}

// appendTaxDue appends the total of the tax.
func appendTaxDue(b []byte, v Verdict, t *Tax, zh bool) []byte {
	if v == Undetermined {
		b = append(b, inLanguage(zh, "if allowed, to pay ", "如可进口，税款合计")...)
	} else {
		b = append(b, inLanguage(zh, "duties and taxes ", "税款合计")...)
	}
	switch t.Status {
	case TaxAtLeast:
		b = append(b, inLanguage(zh, "at least ", "至少 ")...)
	case TaxAtMost:
		b = append(b, inLanguage(zh, "at most ", "至多 ")...)
	default:
		b = append(b, inLanguage(zh, "", " ")...)
	}
	b = t.Total.Append(b)
	return append(b, inLanguage(zh, "", " 元")...)
}

// count returns the number of reasons with the effect.
func count(reasons []Reason, e Effect) int {
	n := 0
	for i := range reasons {
		if reasons[i].Effect == e {
			n++
		}
	}
	return n
}

// shortName returns the name of a channel in summaries.
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

// placeName returns the name of a place in summaries.
func placeName(p services.Place) edition.Text {
	if int(p) < len(placeNames) {
		return placeNames[p]
	}
	return edition.Text{}
}
