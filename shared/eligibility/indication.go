package eligibility

import (
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// Indication is what the last edition held says, when the edition that decides is not
// held. It is never a verdict.
type Indication struct {
	Of      IndicationKind // blank when there is no indication
	Edition *edition.Edition
	Day     edition.Date // the last day on which the edition was in force

	// Of a tariff: the answer of the channel on that day.
	Verdict    Verdict
	Basis      edition.Basis
	Conditions []ReasonCode
	TaxStatus  TaxStatus
	Total      edition.Text // in words, with "at least" or "at most"; blank when unknown
	Amount     string

	// Of a list: the line that the edition named.
	Line tariff.Code
}

// IndicationKind says what is not held.
type IndicationKind string

const (
	OfTariff IndicationKind = "tariff"
	OfList   IndicationKind = "list"
)

// Text returns the indication as a sentence.
func (i *Indication) Text() edition.Text {
	day := i.Day.String()
	if i.Of == OfList {
		return edition.Text{
			EN: "The edition before (" + i.Edition.Document + "), in force until " + day + ", named line " + string(i.Line) +
				". That does not show that it still stands on the list.",
			ZH: "前一版清单（" + i.Edition.Document + "，有效至 " + day + "）列有税号 " + string(i.Line) + "，不能证明现仍在清单内。",
		}
	}
	verdict := i.Verdict.Text()
	answer := edition.Text{EN: verdict.EN, ZH: verdict.ZH}
	if i.Total.EN != "" {
		answer.EN += ", " + i.Total.EN
		answer.ZH += "，" + i.Total.ZH
	}
	return edition.Text{
		EN: "No verdict, but an indication: on " + day + ", the last day of the tariff of " + i.Edition.ID +
			", the answer was: " + answer.EN +
			". Since then codes may have ended or split, and rates and conditions may have changed.",
		ZH: "并非结论，仅供参考：在" + i.Edition.ID + "年税则的最后一日（" + day + "），答复为：" + answer.ZH +
			"。此后编码可能停用或拆分，税率和监管条件可能变化。",
	}
}

// indicate adds an indication to each channel when the day is after the newest tariff
// held: the answer on the last day of that tariff.
func (a *answer) indicate() {
	last, ok := a.checker.tariff.Before(a.d.AsOf)
	if !ok {
		return
	}
	d := *a.d
	d.AsOf = last.Edition().To.AddDays(-1)
	m := new(Memory)
	then := a.checker.GoodsIn(m, &d)
	a.facts.asked |= m.answer.facts.asked
	for i := range a.decision.Channels {
		a.decision.Channels[i].Indication = indicationOf(&then.Channels[i], last.Edition(), d.AsOf)
		a.decision.Channels[i].dependsOn |= then.Channels[i].dependsOn
	}
	a.decision.Item.NameZH, a.decision.Item.named = then.Item.NameZH, then.Item.named
	a.recordRead(last.Edition())
}

// indicationOf returns the indication that a decision by an earlier tariff gives.
func indicationOf(c *ChannelDecision, e *edition.Edition, day edition.Date) Indication {
	i := Indication{Of: OfTariff, Edition: e, Day: day, Verdict: c.Verdict, Basis: c.Basis, TaxStatus: c.Tax.Status}
	if c.Tax.HasTotal() {
		i.Total = bilingual(func(b []byte, zh bool) []byte { return appendTaxDue(b, c.Verdict, &c.Tax, zh) })
		i.Amount = c.Tax.Total.String()
	}
	for j := range c.Reasons {
		if r := &c.Reasons[j]; r.Effect == Condition || r.Effect == Bars || r.Effect == NeedsFact {
			i.Conditions = append(i.Conditions, r.Code)
		}
	}
	return i
}
