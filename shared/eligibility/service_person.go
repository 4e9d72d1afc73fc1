package eligibility

import (
	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// told is what the caller's words say of something.
type statement uint8

const (
	notStated statement = iota // open
	statedTrue
	statedFalse
)

// about reports what is said of a row about any of the activities. An activity
// is true when it was said, or one that is part of it. It is false when another
// that was said excludes it, or when the caller said that there is no other; a
// part of what was said stays open even then, since the broader name does not
// tell the part.
func (f *ServiceFacts) statedFor(activities []string) statement {
	ruledOut := 0
	for _, key := range activities {
		for _, said := range f.activities {
			if services.Within(said, key) {
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

// rulesOut reports whether what was said rules out an activity that was not.
func (f *ServiceFacts) rulesOut(key string) bool {
	part := false
	for _, said := range f.activities {
		if a, ok := services.FindActivity(said); ok {
			for _, excluded := range a.Excludes {
				if excluded == key {
					return true
				}
			}
		}
		part = part || services.Within(key, said)
	}
	return f.noOther && !part
}

// person weighs a row that turns on who the person is. Neither nationality nor
// residence can be arranged, so each is a fact and no condition. That a person
// meets the row lets the service through a list that is held whole; elsewhere
// it leaves the question where it was.
func (w *serviceWork) weighPerson(row *restrictionRow) (Effect, FactKey) {
	met, fact := notStated, ChineseNational
	switch row.r.Kind {
	case services.Nationality:
		met = w.isChineseNational()
	case services.Residence:
		met, fact = negate(w.isOverseasIndividual()), OverseasIndividual
	default: // the row does not say which: it wants both
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

func statementOf(said, value bool) statement {
	switch {
	case !said:
		return notStated
	case value:
		return statedTrue
	}
	return statedFalse
}

// national reports whether the person is a Chinese national. Where the provider
// is from does not tell it: residents of Hong Kong and Macao mostly are.
func (w *serviceWork) isChineseNational() statement {
	return statementOf(w.d.Facts.nationalStated, w.d.Facts.national)
}

// overseas reports whether the person is an overseas individual (境外个人): a
// foreigner, or a resident of Hong Kong, Macao or Taiwan, whatever the
// nationality. In mode 4 persons come from the provider's home, so that a home
// that was said answers it, unless they are said to be Chinese nationals, who may
// be residents of the mainland.
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
