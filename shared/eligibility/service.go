package eligibility

import (
	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// ServiceDeclaration asks whether a service may be supplied into China on a day, in a
// mode and to customers at some places.
type ServiceDeclaration struct {
	Ref    string // the provider's own reference, returned as is
	AsOf   edition.Date
	Places []services.Place // empty asks for all
	Mode   services.Mode    // 0 when unknown
	Sector SectorQuestion
	// ProviderHome is the country or region that the provider is from, ISO
	// 3166-1 alpha-2; blank when unknown.
	ProviderHome string
	Facts        ServiceFacts
}

// SectorQuestion identifies the service by a code in canonical form or in words.
type SectorQuestion struct {
	System services.System
	Code   services.Code
	Text   string // Chinese or English; used when there is no code
}

// ServiceFacts has the facts that the caller gave about the service. The zero value is
// empty; a fact that is not given is unknown.
type ServiceFacts struct {
	activities []string // activities of the service, in the order given
	noOther    bool     // services.NoActivity was given: there are no other activities

	national, nationalStated bool // of Chinese nationality
	overseas, overseasStated bool // an overseas individual, 境外个人
}

// SetString records a string fact. Activities are a set: each call adds one.
func (f *ServiceFacts) SetString(k FactKey, v string) {
	switch {
	case k != ServiceActivity || v == "":
	case v == services.NoActivity:
		f.noOther = true
	default:
		f.activities = append(f.activities[:len(f.activities):len(f.activities)], v)
	}
}

// SetBool records a boolean fact.
func (f *ServiceFacts) SetBool(k FactKey, v bool) {
	switch k {
	case ChineseNational:
		f.national, f.nationalStated = v, true
	case OverseasIndividual:
		f.overseas, f.overseasStated = v, true
	}
}

// serviceFacts are the facts under "facts" in a request about a service, in the order
// of the vocabulary.
var serviceFacts = [...]FactKey{ServiceActivity, ChineseNational, OverseasIndividual}

// ServiceVocabulary returns the facts that a request about a service may have under
// "facts", in a fixed order. The values of ServiceActivity are services.Activities,
// services.NoActivity and the activities that imported lists name; see
// services.Catalogue.KnowsActivity.
func ServiceVocabulary() []*FactSpec {
	var specs []*FactSpec
	for _, k := range serviceFacts {
		specs = append(specs, &factTable[k])
	}
	return specs
}

// ParseServiceFact returns the fact with that name among those of ServiceVocabulary.
func ParseServiceFact(name string) (FactKey, bool) {
	for _, k := range serviceFacts {
		if factTable[k].Name == name {
			return k, true
		}
	}
	return NoFact, false
}

// ServiceDecision is the answer to a ServiceDeclaration. It has no id and no time: the
// same declaration, editions and ruleset give the same decision.
type ServiceDecision struct {
	Ref     string // as given
	AsOf    edition.Date
	Ruleset string
	Mode    services.Mode
	Sector  DecidedSector
	Places  []PlaceDecision
	Lists   []*edition.Edition // the editions that were read, in a fixed order
}

// DecidedSector is the sector that was decided.
type DecidedSector struct {
	Asked SectorQuestion // as given
	// Sector is the sector with the code given, or with the words given as its name.
	// It is zero when the code does not exist or the words are not the name of a
	// single sector.
	Sector services.Sector
	Text   string // the words given
	// Codes are the codes of GB/T 4754-2017 that were decided, when the code given is
	// of another classification.
	Codes []services.Code
	// Candidates are sectors that the words may mean, best first.
	Candidates []services.Candidate
}

// PlaceDecision is the answer for customers at one place.
type PlaceDecision struct {
	Place   services.Place
	Verdict Verdict
	Basis   edition.Basis // the weakest of the decisive reasons
	Reasons []Reason
	Missing []FactKey // in the order of the vocabulary
	// Edition is the edition in force at the place; nil when there is none.
	Edition *edition.Edition
	// Known is what is known about the service at the place, whether or not it
	// decides.
	Known []Known
	// Next are the next steps: permits to ask for, and the list to read.
	Next []NextStep
	// MoreKnown and MoreNext count what Known and Next leave out for a coarse sector.
	MoreKnown, MoreNext int
	// Candidates are codes that would settle a coarse, mapped or unnamed
	// sector, each with its verdict; MoreCandidates counts those left out.
	Candidates     []SectorCandidate
	MoreCandidates int

	appliesTo []reasonSectors // by reason, up to the last that does not hold for all classes
}

// reasonSectors has the classes that a reason holds for; empty means all.
type reasonSectors struct {
	codes []services.Code
	more  int // left out
}

// AppliesTo returns the classes that reason i holds for when a coarse sector was asked
// about and it does not hold for all classes; more counts those left out.
func (p *PlaceDecision) AppliesTo(i int) (classes []services.Code, more int) {
	if i >= len(p.appliesTo) {
		return nil, 0
	}
	return p.appliesTo[i].codes, p.appliesTo[i].more
}

// SectorCandidate is another sector that the service may belong to.
type SectorCandidate struct {
	Sector  services.Sector
	Verdict Verdict
	Score   int // how well the words match; 0 for a candidate not found by words
}

// ServiceRuleset names the version of the rules for services. It changes
// whenever the same declaration on the same editions could be answered
// differently.
const ServiceRuleset = "services-5"

// ServicesNotChecked names the questions that no decision on a service covers.
func ServicesNotChecked() []string { return servicesNotChecked[:] }

var servicesNotChecked = [...]string{
	"classification", "general_licensing", "foreign_investment_list", "market_access_list", "closer_economic_partnership",
	"treaties", "visas_and_work_permits", "payments_and_foreign_exchange", "personal_data_export", "taxation", "sanctions",
	"ministry_rules", "laws_not_held",
}

// WithServices returns a checker that uses another catalogue for services.
func (c *Checker) WithServices(catalogue *services.Catalogue) *Checker {
	with := *c
	with.services = catalogue
	return &with
}

// Services returns the lists and laws that the checker uses for services.
func (c *Checker) Services() *services.Catalogue { return c.services }

// EarliestServiceDay returns the first day that can be asked about: the day on which
// the first known list of services took effect, even if nothing of it is held.
func (c *Checker) EarliestServiceDay() edition.Date {
	if first := c.FirstServiceDay(); first != 0 && first < shanghaiFrom {
		return first
	}
	return shanghaiFrom
}

// FirstServiceDay returns the day on which the first edition of any list of
// services that is held took effect. On earlier days no list is in force.
func (c *Checker) FirstServiceDay() edition.Date {
	var first edition.Date
	for _, l := range c.services.Lists() {
		for _, e := range l.Editions {
			if first == 0 || e.From < first {
				first = e.From
			}
		}
	}
	return first
}
