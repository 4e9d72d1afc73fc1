package eligibility

import (
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// Unclassified answers for goods without a code. found has the codes that their name
// may mean, best first. Every channel is undetermined, asks for the code, and lists
// the codes found as candidates, each with its verdict; a name never decides.
func (c *Checker) Unclassified(d *GoodsDeclaration, found []tariff.Code) *Decision {
	out := &Decision{AsOf: d.AsOf, Ruleset: Ruleset, Item: DecidedItem{Ref: d.Item.Ref, NameGiven: d.Item.Name != ""}}
	table, held := c.tariff.At(d.AsOf)
	if !held {
		found = nil
	} else {
		out.Lists = []*edition.Edition{table.Edition()}
	}
	more := max(0, len(found)-maxCandidates)
	found = found[:len(found)-more]
	answers := make([]*Decision, len(found))
	for i, code := range found {
		classified := *d
		classified.Item.Code = code
		answers[i] = c.Goods(&classified)
	}
	for i := range channels {
		if !channels[i].askedOf(d.Channels) {
			continue
		}
		channel := channels[i].id
		at := len(out.Channels)
		decision := ChannelDecision{
			Channel: channel, Verdict: Undetermined, Basis: edition.Transcribed,
			Reasons: []Reason{codeMissing(table, len(found))},
			Missing: []FactKey{FactHSCode}, MoreCandidates: more,
			Tax: Tax{Status: TaxUnknown, Missing: []FactKey{FactHSCode}, Why: []edition.Text{whyNoCode}},
		}
		for i, code := range found {
			node, _ := table.Node(code)
			decision.Candidates = append(decision.Candidates, Candidate{
				Code: code, NameZH: node.NameZH, nameEN: node.NameEN, Verdict: answers[i].Channels[at].Verdict,
				Relationship: "named",
			})
		}
		out.Channels = append(out.Channels, decision)
	}
	return out
}

// whyNoCode says why no tax is computed for goods without a code.
var whyNoCode = edition.Text{
	EN: "Rates are set by code, and no code was given.",
	ZH: "税率按编码确定，而未提供编码。",
}

// codeMissing returns the reason that a code is needed.
func codeMissing(table *tariff.Table, found int) Reason {
	r := Reason{Code: CodeMissing, Effect: NeedsFact, Basis: edition.Transcribed, Fact: FactHSCode,
		Nums: [3]int64{int64(found)}}
	if found == 0 {
		r.Code = NameNotFound
	}
	if table != nil {
		e := table.Edition()
		r.Citations = []Citation{{List: e.List, Edition: e.ID, Document: e.Document, Published: e.Published}}
	}
	return r
}
