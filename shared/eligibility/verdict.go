package eligibility

import "importchecker/shared/edition"

// Verdict answers whether goods may enter by one channel. The zero Verdict is
// none of the four, so that a forgotten verdict cannot read as clearance.
type Verdict uint8

const (
	// Eligible: nothing that was checked stands in the way.
	Eligible Verdict = iota + 1
	// Conditional: the goods may enter once the conditions listed are met.
	Conditional
	// Ineligible: a rule bars the goods from the channel.
	Ineligible
	// Undetermined: a fact from the caller or a row of a list is missing; the
	// reasons say which, and what would settle it.
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

// Text returns the verdict as a word of a sentence.
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

// Effect says what a reason does to the verdict.
type Effect uint8

const (
	// Permits: a published text lets the goods in.
	Permits Effect = iota + 1
	// Informs: worth knowing, without weight in the verdict.
	Informs
	// Condition: must be met, and can be.
	Condition
	// NeedsFact: a fact about the goods decides, and was not given.
	NeedsFact
	// NeedsList: a published row decides, and is not held.
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
