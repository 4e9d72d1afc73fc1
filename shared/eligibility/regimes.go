package eligibility

import (
	"strings"
	"sync"

	"importchecker/shared/edition"
	"importchecker/shared/regime"
)

// A regimeRule is a regime with what it needs here: the facts that decide it,
// and its articles as citations.
type regimeRule struct {
	*regime.Regime
	fact, met FactKey
	citations []Citation

	code                   ReasonCode
	classes, lacks, unless letterSet
}

// regimeRules has a rule for each of regime.Regimes.
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

// elsewhere has the rules that may speak of goods of any code.
var anyCodeRegimes = sync.OnceValue(func() (rules []*regimeRule) {
	for i := range regimeRules() {
		if r := &regimeRules()[i]; r.Elsewhere {
			rules = append(rules, r)
		}
	}
	return rules
})

// lawCopy is the source in which the articles of laws were read.
const lawCopy = "RG0"

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

// A regimeCase says why a regime speaks, which chooses its sentence.
type regimeCase uint8

const (
	noRegime   regimeCase = iota
	reachesAll            // every good of the code
	reachesIf             // goods that are such, which is not known
	reachesAsk            // the same, and it decides
	reachesIs             // declared to be such
	reachesNot            // declared not to be such
	reachesMet            // declared to have what is needed
	reachesNotMet
)

// regimes runs the step "other authorities": the families of goods that the
// code lies in and that have at least the effect, in the order of their source.
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

// declared runs the regimes that speak of goods of any code once a fact is
// told, where nothing has been said of that fact yet, and that have at least
// the effect.
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

// spoken reports whether a reason of this channel rests on the fact.
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

// regime adds the reason of one regime.
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

// reached reports whether the goods are declared to be of the regime.
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

// couldBar reports whether some answer to the fact of a reason bars the goods.
func (r *Reason) couldBar() bool {
	return r.regime == nil || r.regime.Met != "" || r.regime.Effect == regime.Bars
}

// regimeWords stand before and between the goods of a regime and what it asks.
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

// Needs returns what a reason that rests on a regime asks for, and whose it is
// to give.
func (r *Reason) Needs() (need string, authority edition.Text, ok bool) {
	if r.regime == nil {
		return "", edition.Text{}, false
	}
	return string(r.regime.Need), r.regime.Authority, true
}
