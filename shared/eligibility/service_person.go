package eligibility

import (
	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// statement is whether the caller stated something to be true or false.
type statement uint8

const (
	notStated statement = iota
	statedTrue
	statedFalse
)

// statedFor reports whether the service is stated to consist in any of the activities.
// An activity is stated true when it, or an activity that is part of it, was given. It is
// stated false when an activity that was given excludes it, or when the caller said that
// there are no others; but a part of an activity that was given is then not stated, since
// the broader activity does not tell which part is meant.
func (f *ServiceFacts) statedFor(activities []string) statement {
	ruledOut := 0
	for _, key := range activities {
		for _, given := range f.activities {
			if services.Within(given, key) {
				return statedTrue
			}
		}
		if f.rulesOut(key) {
			ruledOut++
		}
	}
	if ruledOut > 0 && ruledOut == len(activities) {
		return statedFalse
	}
	return notStated
}

// rulesOut reports whether the activities given rule out another one.
func (f *ServiceFacts) rulesOut(key string) bool {
	part := false
	for _, given := range f.activities {
		if a, ok := services.FindActivity(given); ok {
			for _, excluded := range a.Excludes {
				if excluded == key {
					return true
				}
			}
		}
		part = part || services.Within(key, given)
	}
	return f.noOther && !part
}

// weighPerson returns the effect and the fact of a row that depends on the nationality
// or residence of the person. Neither can be changed, so each is a fact and not a
// condition. A person who meets the row permits the service on a complete list;
// otherwise the reason only informs.
func (w *serviceWork) weighPerson(row *restrictionRow) (Effect, FactKey) {
	met, fact := notStated, ChineseNational
	switch row.r.Kind {
	case services.Nationality:
		met = w.isChineseNational()
	case services.Residence:
		met, fact = negate(w.isOverseasIndividual()), OverseasIndividual
	default: // the row does not say which, so both are required
		if met = w.isChineseNational(); met == statedTrue {
			met, fact = negate(w.isOverseasIndividual()), OverseasIndividual
		}
	}
	switch {
	case met == notStated:
		return NeedsFact, fact
	case met == statedFalse:
		return Bars, fact
	case row.list != nil && row.list.Coverage() == edition.Complete:
		return Permits, fact
	}
	return Informs, fact
}

func negate(a statement) statement {
	switch a {
	case statedTrue:
		return statedFalse
	case statedFalse:
		return statedTrue
	}
	return notStated
}

// statementOf returns a boolean as a statement; stated says whether it was given.
func statementOf(said, value bool) statement {
	switch {
	case !said:
		return notStated
	case value:
		return statedTrue
	}
	return statedFalse
}

// isChineseNational reports whether the person is a Chinese national. The provider's
// home does not decide it: most residents of Hong Kong and Macao are.
func (w *serviceWork) isChineseNational() statement {
	return statementOf(w.d.Facts.nationalStated, w.d.Facts.national)
}

// isOverseasIndividual reports whether the person is an overseas individual (境外个人):
// a foreigner, or a resident of Hong Kong, Macao or Taiwan of any nationality. In mode 4
// persons come from the provider's home, so that a home outside the mainland decides it,
// except for Chinese nationals, who may reside in the mainland.
func (w *serviceWork) isOverseasIndividual() statement {
	f, home := &w.d.Facts, w.d.ProviderHome
	switch {
	case f.overseasStated:
		return statementOf(true, f.overseas)
	case f.nationalStated && !f.national, services.Region(home):
		return statedTrue
	case home != "" && home != "CN" && !f.nationalStated:
		return statedTrue
	}
	return notStated
}
