package eligibility

import (
	"strings"
	"sync"

	"importchecker/shared/edition"
	"importchecker/shared/regime"
)

// A regimeRule is a regime with its facts, letters and citations in the form that the
// rules use.
type regimeRule struct {
	*regime.Regime
	fact, met FactKey
	citations []Citation

	code                   ReasonCode
	classes, lacks, unless letterSet
}

// regimeRules returns a rule for each of regime.Regimes.
var regimeRules = sync.OnceValue(func() []regimeRule {
	rules := make([]regimeRule, len(regime.Regimes))
	for i := range rules {
		r := &regime.Regimes[i]
		rules[i].Regime = r
		rules[i].fact, _ = ParseFact(r.Fact)
		rules[i].met, _ = ParseFact(r.Met)
		rules[i].code = ReasonCode(r.ID)
		rules[i].classes, rules[i].lacks, rules[i].unless = lettersOf(r.Classes), lettersOf(r.Lacks), lettersOf(r.Unless)
		for j := range r.Laws {
			rules[i].citations = append(rules[i].citations, citeLaw(r, &r.Laws[j]))
		}
	}
	return rules
})

// anyCodeRegimes returns the rules that may apply to goods of any code.
var anyCodeRegimes = sync.OnceValue(func() (rules []*regimeRule) {
	for i := range regimeRules() {
		if r := &regimeRules()[i]; r.Elsewhere {
			rules = append(rules, r)
		}
	}
	return rules
})

// lawCopy is the id of the source of the articles of laws.
const lawCopy = "RG0"

// citeLaw returns the citation of an article of a regime.
func citeLaw(r *regime.Regime, l *regime.Law) Citation {
	c := Citation{Document: "《" + l.Title + "》（" + l.Version.String() + "）", Entry: l.Article, Quote: l.Quote,
		Source: lawCopy}
	if strings.ContainsAny(l.Title, "《；〔") || strings.Contains(l.Title, "号") {
		c.Document = l.Title
	}
	if l.Quote == "" || r.Basis == edition.Reported && l == &r.Laws[0] {
		c.Source = r.Sources
	}
	if c.Source == "" {
		c.Source = lawCopy
	}
	return c
}

// A regimeCase says how a regime relates to the goods, which selects its sentence.
type regimeCase uint8

const (
	noRegime      regimeCase = iota
	reachesAll               // applies to all goods of the code
	reachesIf                // unknown whether it applies to these goods
	reachesAsk               // the same, and the verdict depends on it
	reachesIs                // the goods are declared to be of the regime
	reachesNot               // the goods are declared not to be of the regime
	reachesMet               // the requirement is declared to be met
	reachesNotMet            // the requirement is declared not to be met
)

// regimes runs the step "other authorities": it adds the reasons of the regimes of the
// code that have at least the effect, in the order of their source.
func (w *work) regimes(least regime.Effect) {
	for _, i := range w.lineInfo.regimes {
		if r := &w.checker.regimes[i]; r.Effect >= least && r.Channels&w.channel.bit != 0 {
			w.addRegime(r)
		}
	}
	if w.facts.Any() {
		w.addDeclaredRegimes(least)
	}
}

// addDeclaredRegimes adds the reasons of the regimes for goods of any code whose fact is
// given and that have at least the effect, unless a reason has the fact already.
func (w *work) addDeclaredRegimes(least regime.Effect) {
	facts := &w.facts
	for _, r := range anyCodeRegimes() {
		if r.Effect < least || r.Channels&w.channel.bit == 0 || !r.Contains(w.d.AsOf) || !w.lineInfo.matchesLetters(r) {
			continue
		}
		if fact := max(r.fact, r.met); facts.Has(fact) && !w.hasReasonFor(fact) {
			w.addRegime(r)
		}
	}
}

// hasReasonFor reports whether a reason of this channel depends on the fact.
func (w *work) hasReasonFor(fact FactKey) bool {
	for i := range w.answer.reasons[w.firstReason:] {
		if w.answer.reasons[w.firstReason+i].Fact == fact {
			return true
		}
	}
	return false
}

var regimeEffects = [...]Effect{
	regime.Informs: Informs, regime.Condition: Condition, regime.NeedsFact: NeedsFact, regime.Bars: Bars,
}

// addRegime adds the reason of one regime.
func (w *work) addRegime(r *regimeRule) {
	var reason struct {
		Effect Effect
		Fact   FactKey
		how    regimeCase
	}
	switch reached, known := w.facts.declaredAs(r); {
	case r.All:
		reason.Effect, reason.how = regimeEffects[r.Effect], reachesAll
	case known && reached:
		reason.Effect, reason.how, reason.Fact = regimeEffects[r.Effect], reachesIs, r.fact
	case known && w.hasReasonFor(r.fact):
		return
	case known:
		reason.Effect, reason.how, reason.Fact = Informs, reachesNot, r.fact
	case r.Met != "":
		reason.how = reachesAll
		reason.Effect = regimeEffects[r.Effect]
	case r.Unknown == regime.Silent:
		return
	default:
		reason.Effect, reason.how, reason.Fact = regimeEffects[r.Unknown], reachesIf, r.fact
		if r.Unknown == regime.NeedsFact {
			reason.how = reachesAsk
		}
	}
	if r.Met != "" && reason.Effect != Permits {
		reason.Fact = r.met
		switch met, known := w.facts.Bool(r.met); {
		case known && met:
			reason.Effect, reason.how = Permits, reachesMet
		case known:
			reason.Effect, reason.how = Bars, reachesNotMet
		case r.Unknown == regime.Silent:
			return
		}
	}
	added := w.answer.reason()
	added.Code, added.Effect, added.Basis, added.Fact, added.Citations = r.code, reason.Effect, r.Basis, reason.Fact,
		r.citations
	added.regime, added.regimeCase = r.Regime, reason.how
	w.recordMissing(added)
}

// declaredAs reports whether the goods are declared to be of the regime.
func (f *trackedFacts) declaredAs(r *regimeRule) (reached, known bool) {
	if r.fact == NoFact {
		return false, false
	}
	if r.Value != "" {
		s, known := f.Str(r.fact)
		return s == r.Value, known
	}
	return f.Bool(r.fact)
}

// couldBar reports whether some value of the reason's fact bars the goods.
func (r *Reason) couldBar() bool {
	return r.regime == nil || r.regime.Met != "" || r.regime.Effect == regime.Bars
}

// regimeWords has the words before the goods of a regime, and those between the goods
// and the text.
var regimeWords = [...]struct{ en, zh [2]string }{
	reachesIf:     {[2]string{"If the goods are ", ": "}, [2]string{"如为", "："}},
	reachesAsk:    {[2]string{"Say whether the goods are ", ": "}, [2]string{"请说明是否为", "："}},
	reachesIs:     {[2]string{"Declared to be ", ": "}, [2]string{"申明为", "："}},
	reachesNot:    {[2]string{"Declared not to be ", ""}, [2]string{"申明不是", ""}},
	reachesMet:    {[2]string{"", "Declared as met: "}, [2]string{"", "申明已满足："}},
	reachesNotMet: {[2]string{"", "Declared as not met: "}, [2]string{"", "申明未满足："}},
}

// appendRegime appends the sentence of a regime.
func (r *Reason) appendRegime(b []byte, zh bool) []byte {
	goods := inLanguage(zh, r.regime.Goods.EN, r.regime.Goods.ZH)
	text := inLanguage(zh, r.regime.Text.EN, r.regime.Text.ZH)
	words := regimeWords[r.regimeCase].en
	if zh {
		words = regimeWords[r.regimeCase].zh
	}
	switch r.regimeCase {
	case reachesNot:
		text = ""
	case reachesMet, reachesNotMet:
		goods = ""
	case reachesIf, reachesAsk, reachesIs:
	default:
		words[1] = inLanguage(zh, ": ", "：")
		from := len(b)
		b = append(b, goods...)
		if !zh && len(b) > from && b[from] >= 'a' && b[from] <= 'z' {
			b[from] -= 'a' - 'A'
		}
		goods = ""
	}
	b = append(append(b, words[0]...), goods...)
	b = append(append(b, words[1]...), text...)
	return append(b, inLanguage(zh, ".", "。")...)
}

// Needs returns what the regime of a reason requires and the authority that gives it.
// ok is false when the reason is not of a regime.
func (r *Reason) Needs() (need string, authority edition.Text, ok bool) {
	if r.regime == nil {
		return "", edition.Text{}, false
	}
	return string(r.regime.Need), r.regime.Authority, true
}
