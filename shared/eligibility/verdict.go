package eligibility

import "importchecker/shared/edition"

// Verdict says whether goods may enter by one channel. The zero Verdict is
// invalid, so that a verdict left unset cannot be taken for clearance.
type Verdict uint8

const (
	// Eligible: no rule that was checked bars or conditions the goods.
	Eligible Verdict = iota + 1
	// Conditional: the goods may enter once the conditions listed are met.
	Conditional
	// Ineligible: a rule bars the goods from the channel.
	Ineligible
	// Undetermined: a fact from the caller or a row of a list is missing; the
	// reasons name it.
	Undetermined
)

var verdictNames = [...]string{
	Eligible: "eligible", Conditional: "conditional",
	Ineligible: "ineligible", Undetermined: "undetermined",
}

// String returns the public name of the verdict.
func (v Verdict) String() string {
	if int(v) < len(verdictNames) {
		return verdictNames[v]
	}
	return ""
}

var verdictNamesZH = [...]string{
	Eligible: "可以进口", Conditional: "附条件进口",
	Ineligible: "不得进口", Undetermined: "无法判定",
}

// Text returns the verdict in words, for use within a sentence.
func (v Verdict) Text() edition.Text {
	if int(v) >= len(verdictNames) {
		return edition.Text{}
	}
	return edition.Text{EN: verdictNames[v], ZH: verdictNamesZH[v]}
}

// ParseVerdict is the inverse of String.
func ParseVerdict(s string) (Verdict, bool) {
	for v, name := range verdictNames {
		if name == s && name != "" {
			return Verdict(v), true
		}
	}
	return 0, false
}

// Effect is what a reason does to the verdict.
type Effect uint8

const (
	// Permits: a published text admits the goods.
	Permits Effect = iota + 1
	// Informs: has no effect on the verdict.
	Informs
	// Condition: the importer must meet it, and can.
	Condition
	// NeedsFact: the verdict depends on a fact that was not given.
	NeedsFact
	// NeedsList: the verdict depends on a published row or text that is not held.
	NeedsList
	// Bars: keeps the goods out of the channel.
	Bars
)

var effectNames = [...]string{
	Permits: "permits", Informs: "informs", Condition: "condition",
	NeedsFact: "needs_fact", NeedsList: "needs_list", Bars: "bars",
}

// String returns the public name of the effect.
func (e Effect) String() string {
	if int(e) < len(effectNames) {
		return effectNames[e]
	}
	return ""
}
