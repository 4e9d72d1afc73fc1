package eligibility

import "importchecker/shared/edition"

// specialTax is a group of goods whose taxes in general trade are set by texts other
// than the schedule, so that no total can be computed.
type specialTax struct {
	prefixes []string
	why      edition.Text
	texts    []*instrument
}

var specialTaxes = [...]specialTax{
	{
		prefixes: []string{"7102", "710421", "710491", "710510"},
		why: edition.Text{
			EN: "Loose diamonds come in through the Shanghai Diamond Exchange, where no duty is due. A notice of 2006 leaves rough ones free of import VAT and polished ones at 4 %; " +
				"a report says that this ended in October 2025. Which of the two applies is not held, so no total is given.",
			ZH: "未镶嵌钻石须经上海钻石交易所进口，免征进口关税。2006年的通知规定毛坯钻石免征进口环节增值税、成品钻石实际税负4%；另有报道称该政策已于2025年10月终止。" +
				"现行规定未收录，故不给出合计。"},
		texts: []*instrument{&diamonds2001, &diamonds2006, &diamonds2025},
	},
}

// taxedByOtherRules returns the tax on goods of a specialTax: unknown, with a note.
func (w *work) taxedByOtherRules(s *specialTax) Tax {
	from := len(w.answer.reasons)
	r := Reason{Code: TaxedByOtherRules, Effect: Informs, Args: [4]string{s.why.EN, s.why.ZH}}
	citations := make([]Citation, len(s.texts))
	for i, text := range s.texts {
		citations[i] = text.citation()
		r.Basis = edition.Weaker(r.Basis, text.basis)
	}
	w.add(r, citations...)
	return Tax{Status: TaxUnknown, Why: []edition.Text{whyOtherRules},
		Notes: w.answer.reasons[from:len(w.answer.reasons):len(w.answer.reasons)]}
}
