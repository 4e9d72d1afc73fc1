package eligibility

import (
	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// ServiceDeclaration is the question: may this service be supplied into China,
// in this mode and to customers at these places, on this day?
type ServiceDeclaration struct {
	Ref    string // the provider's own reference, given back unread
	AsOf   edition.Date
	Places []services.Place // none asks for all, side by side
	Mode   services.Mode    // 0 when unknown
	Sector SectorQuestion
	// ProviderHome is the country or region that the provider is from, ISO
	// 3166-1 alpha-2; blank when unknown. It changes no verdict, but for CN.
	ProviderHome string
	Facts        ServiceFacts
}

// SectorQuestion says which service, by a code in canonical form or in words.
type SectorQuestion struct {
	System services.System
	Code   services.Code
	Text   string // Chinese or English; read when there is no code
}

// ServiceFacts holds what the caller knows about the service. The zero value
// holds nothing. What is not said stays unknown.
type ServiceFacts struct {
	activities []string // said to be true, in the order said
	noOther    bool     // services.NoActivity was said: it is no other

	national, nationalStated bool // of Chinese nationality
	overseas, overseasStated bool // an overseas individual, 境外个人
}

// SetString records a fact whose value is a string. Activities are a set: one
// more is added to those said before.
func (f *ServiceFacts) SetString(k FactKey, v string) {
	switch {
	case k != ServiceActivity || v == "":
	case v == services.NoActivity:
		f.noOther = true
	default:
		f.activities = append(f.activities[:len(f.activities):len(f.activities)], v)
	}
}

// SetBool records a fact whose value is a boolean.
func (f *ServiceFacts) SetBool(k FactKey, v bool) {
	switch k {
	case ChineseNational:
		f.national, f.nationalStated = v, true
	case OverseasIndividual:
		f.overseas, f.overseasStated = v, true
	}
}

// serviceFacts are the facts of a services request, in the order of the
// vocabulary.
var serviceFacts = [...]FactKey{ServiceActivity, ChineseNational, OverseasIndividual}

// ServiceVocabulary lists the facts that a services request may carry under
// facts, in a fixed order. The values of ServiceActivity are those of
// services.Activities, services.NoActivity, and what a list that was brought
// in names besides; see services.Catalogue.KnowsActivity.
func ServiceVocabulary() []*FactSpec {
	var specs []*FactSpec
	for _, k := range serviceFacts {
		specs = append(specs, &factTable[k])
	}
	return specs
}

// ParseServiceFact returns the fact of that name among those of
// ServiceVocabulary.
func ParseServiceFact(name string) (FactKey, bool) {
	for _, k := range serviceFacts {
		if factTable[k].Name == name {
			return k, true
		}
	}
	return NoFact, false
}

// ServiceDecision is the answer. It holds no id and no clock time: the same
// declaration, editions and ruleset give the same decision.
type ServiceDecision struct {
	Ref     string // as it was given
	AsOf    edition.Date
	Ruleset string
	Mode    services.Mode
	Sector  DecidedSector
	Places  []PlaceDecision
	Lists   []*edition.Edition // the editions that were read, in a fixed order
}

// DecidedSector is the sector that was decided.
type DecidedSector struct {
	Asked SectorQuestion // as it came
	// Sector is the code asked, or the one that the words are the name of. Its
	// zero value: the words name no single sector, or the code is none.
	Sector services.Sector
	Text   string // the words asked, as they came
	// Codes are the codes of GB/T 4754-2017 that were decided, when the code
	// asked is of another classification.
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
	// Edition is the list that was asked; nil when none is in force.
	Edition *edition.Edition
	// Known tells what is held of the service at the place, each with source and
	// day, whether or not it decides.
	Known []Known
	// Next says where to turn: authorities and permits, and the list itself.
	Next []NextStep
	// MoreKnown and MoreNext count what is left out of them for a coarse sector.
	MoreKnown, MoreNext int
	// Candidates are codes that would settle a coarse, mapped or unnamed
	// sector, each with its verdict; MoreCandidates counts those left out.
	Candidates     []SectorCandidate
	MoreCandidates int

	appliesTo []reasonSectors // for each reason, up to the last that does not hold for all
}

// reasonSectors is the classes that a reason holds for; none means all.
type reasonSectors struct {
	codes []services.Code
	more  int // left out
}

// AppliesTo returns the classes that reason i holds for, when a coarse sector
// was asked and it does not hold for all; more counts those left out.
func (p *PlaceDecision) AppliesTo(i int) (classes []services.Code, more int) {
	if i >= len(p.appliesTo) {
		return nil, 0
	}
	return p.appliesTo[i].codes, p.appliesTo[i].more
}

// SectorCandidate is a sector that the service may really be of.
type SectorCandidate struct {
	Sector  services.Sector
	Verdict Verdict
	Score   int // how well the words fit; 0 when it does not come from words
}

// ServiceRuleset names the version of the rules for services. It changes
// whenever the same declaration on the same editions could be answered
// differently.
const ServiceRuleset = "services-4"

// ServicesNotChecked names what no answer about a service covers.
func ServicesNotChecked() []string { return servicesNotChecked[:] }

var servicesNotChecked = [...]string{
	"classification", "general_licensing", "foreign_investment_list", "market_access_list", "closer_economic_partnership",
	"treaties", "visas_and_work_permits", "payments_and_foreign_exchange", "personal_data_export", "taxation", "sanctions",
	"ministry_rules", "laws_not_held",
}

// WithServices returns a checker that answers about services from another
// catalogue, and about goods as before.
func (c *Checker) WithServices(catalogue *services.Catalogue) *Checker {
	with := *c
	with.services = catalogue
	return &with
}

// Services returns the lists and laws that services are answered from.
func (c *Checker) Services() *services.Catalogue { return c.services }

// EarliestServiceDay returns the first day that can be asked about: the one on
// which the first list of services took effect that is known, if only by name.
func (c *Checker) EarliestServiceDay() edition.Date {
	if first := c.FirstServiceDay(); first != 0 && first < shanghaiFrom {
		return first
	}
	return shanghaiFrom
}

// FirstServiceDay returns the day on which the first edition of any list of
// services took effect. Earlier days can be asked about, and find no list.
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
