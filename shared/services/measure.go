package services

import (
	"strings"

	"importchecker/shared/edition"
)

// Kind is the kind of a restriction.
type Kind uint8

const (
	Prohibited             Kind = iota + 1 // may not be supplied: 不得从事
	Presence                               // needs an establishment or agent in China: 商业存在
	NationalityOrResidence                 // nationality or residence: the row does not say which
	Licence                                // needs a licence, an approval or a registration
	Ratio                                  // a quota, or a ratio of Chinese staff or content
	Other                                  // any other; its text has to be read and complied with
	Nationality                            // for nationals of China only: 中国国籍
	Residence                              // not for overseas individuals: 境外个人不得
	Partner                                // only together with a Chinese partner: 与中方合作
	Qualification                          // needs an examination or a registration of the person
	endKinds
)

var kindNames = [...]string{
	Prohibited: "prohibited", Presence: "presence", NationalityOrResidence: "nationality_or_residence",
	Licence: "licence", Ratio: "ratio", Other: "other", Nationality: "nationality",
	Residence: "overseas_individual", Partner: "partner", Qualification: "qualification",
}

// OfPerson reports whether the restriction depends on who the person is. Neither
// nationality nor residence can be arranged, so they are facts and not conditions.
func (k Kind) OfPerson() bool {
	return k == Nationality || k == Residence || k == NationalityOrResidence
}

// Person is the group that a text addresses, by its own word. Hong Kong, Macao and
// Taiwan are 境外 (overseas: outside the customs territory of the mainland) and not
// 外国 (foreign), so that a text about foreign firms does not apply to theirs.
type Person uint8

const (
	Everyone          Person = iota + 1 // all providers, domestic and overseas
	Overseas                            // 境外
	Foreign                             // 外国, 外籍, 国外
	ForeignAndRegions                   // 外国, and expressly Hong Kong, Macao and Taiwan
	Regions                             // 香港、澳门、台湾 only
	endPersons
)

var personNames = [...]string{
	Everyone: "everyone", Overseas: "overseas", Foreign: "foreign", ForeignAndRegions: "foreign_and_regions",
	Regions: "regions",
}

// String returns the public name of the person.
func (p Person) String() string {
	if int(p) < len(personNames) {
		return personNames[p]
	}
	return ""
}

// ParsePerson is the inverse of String.
func ParsePerson(name string) (Person, bool) {
	for p := Everyone; p < endPersons; p++ {
		if personNames[p] == name {
			return p, true
		}
	}
	return 0, false
}

// PersonOf returns whom the text of a row addresses. A list addresses overseas
// providers, unless the row says foreign.
func PersonOf(text string) Person {
	if strings.Contains(text, "境外") || !strings.Contains(text, "外国") && !strings.Contains(text, "外籍") {
		return Overseas
	}
	return Foreign
}

// Region reports whether a country code is that of Hong Kong, Macao or Taiwan.
func Region(home string) bool { return home == "HK" || home == "MO" || home == "TW" }

// Excludes reports whether the text does not apply to a provider from a home. An
// unknown home is not excluded.
func (p Person) Excludes(home string) bool {
	return p == Foreign && Region(home) || p == Regions && home != "" && !Region(home)
}

// String returns the public name of the kind.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return ""
}

// ParseKind is the inverse of String.
func ParseKind(name string) (Kind, bool) {
	for k := Prohibited; k < endKinds; k++ {
		if kindNames[k] == name {
			return k, true
		}
	}
	return 0, false
}

// Weight is the effect that a row can have on an answer. It is part of our reading
// of the row.
type Weight uint8

const (
	// Decides: the row addresses overseas providers and says what they may not
	// do, or have to do, to supply its activity.
	Decides Weight = iota + 1
	// Adds: the row states a condition, but binds all providers alike or concerns
	// only a side of the service, so that a list may say more.
	Adds
	// Unread: the row is known to exist, but not what it demands: its wording was
	// seen in part, or inferred from a comparison.
	Unread
	// Informs: the row is a rule on investment or on another subject.
	Informs
	endWeights
)

var weightNames = [...]string{Decides: "decides", Adds: "adds", Unread: "unread", Informs: "informs"}

// String returns the public name of the weight.
func (w Weight) String() string {
	if int(w) < len(weightNames) {
		return weightNames[w]
	}
	return ""
}

// ParseWeight is the inverse of String.
func ParseWeight(name string) (Weight, bool) {
	for w := Decides; w < endWeights; w++ {
		if weightNames[w] == name {
			return w, true
		}
	}
	return 0, false
}

// Reach is a GB/T 4754 code, below the sections, that a restriction touches. The
// text of a restriction names an activity; which classes have it is our reading.
// Whole says that every service of the code is that activity; otherwise some are,
// and a fact tells which.
type Reach struct {
	Code  Code
	Whole bool
}

// Restriction is the common part of rows of the lists and provisions of law: the
// sectors and modes that they restrict, and how.
type Restriction struct {
	Kind   Kind
	Modes  Modes
	Reach  []Reach // sorted by code
	Weight Weight
	// Activities are the keys of the activities that the text regulates, for the
	// classes that it touches in part; see Activity. It is empty if no class is
	// touched in part, or if the activity is not known.
	Activities []string
	Summary    edition.Text // the text in our own words
	Exception  edition.Text // its exception in our own words; mostly blank
	// Label is the name of the row in a sentence: "National list 2024, item 10",
	// "Regulations on Veterinary Drugs, art. 35".
	Label edition.Text
	// Activity is the name of the activities in a sentence, and If is the summary
	// for a class that is touched in part.
	Activity edition.Text
	If       edition.Text
}

// Touches reports whether the restriction touches a class, and whether as a
// whole.
func (r *Restriction) Touches(class Code) (whole, touches bool) {
	for i := range r.Reach {
		c := r.Reach[i].Code
		if c > class {
			break
		}
		if c.Contains(class) {
			touches = true
			whole = whole || r.Reach[i].Whole
		}
	}
	return whole, touches
}

// Said returns the summary, with its exception.
func (r *Restriction) Said() edition.Text {
	if r.Exception.EN == "" {
		return r.Summary
	}
	return edition.Text{
		EN: strings.TrimSuffix(r.Summary.EN, ".") + "; except: " + r.Exception.EN,
		ZH: r.Summary.ZH + "；例外：" + r.Exception.ZH,
	}
}

// About reports whether the restriction regulates the activity with a key.
func (r *Restriction) About(activity string) bool {
	for _, a := range r.Activities {
		if a == activity {
			return true
		}
	}
	return false
}

// Measure is a row of a list.
type Measure struct {
	// ID is unique within the edition: the item number where it is known, else
	// the section of the list and a letter, as s6-a.
	ID         string
	Item       string // number in the list; blank where unknown
	ItemStatus string // how the number is known: stated, inferred, range 5-17, unknown
	SectionNo  string // section of the list; blank where unknown
	Letter     Code   // section of GB/T 4754 of the domain
	Domain     edition.Text
	Original   string // the text as published; blank where it is not held
	Restriction
	Basis      edition.Basis
	Confidence string // how the row was obtained: transcribed, annex, …
	Sources    []string
	Laws       []string // ids of the provisions of law that it is based on
	Note       string   // a remark on the row
}

// Quote returns the text of the row, or our summary if the text is not held.
func (m *Measure) Quote() string {
	if m.Original != "" {
		return m.Original
	}
	return m.Summary.ZH
}

// Addressee returns whom the row addresses.
func (m *Measure) Addressee() Person { return PersonOf(m.Original + m.Summary.ZH) }

// Provision is a reading of provisions of law that bind overseas providers,
// whatever a list says. A row of law_basis.csv with two rules has two readings.
type Provision struct {
	ID       string // of the row, and of the reading if there are several: LB31, LB31/2
	Law      edition.Text
	Document string       // the law and its version, in a citation
	Level    string       // law, admin_regulation
	Version  string       // days on which the texts that were read were adopted
	Adopted  edition.Date // the latest of them
	Articles string
	// Interval is the time in which the provision answers. A copy says when its text
	// was adopted, but not always when it took effect; without a stated day it
	// answers from a year after its adoption.
	edition.Interval
	// DayAssumed says that no text or index gives the first day of the interval,
	// which was derived from the day on which the text was adopted.
	DayAssumed bool
	// Revised is the day on which a later text was adopted that was not read; from
	// then on the provision does not decide.
	Revised edition.Date
	Restriction
	Person Person
	// Permit is what the provider has to obtain, and Authority from whom; blank if
	// the text names none.
	Permit, Authority edition.Text
	// Basis is law if the text was read, and reported if only a secondary source
	// was.
	Basis      edition.Basis
	Related    string // the corresponding items of the lists
	Caveat     edition.Text
	Source     string
	Confidence string
}
