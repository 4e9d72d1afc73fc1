package services

import (
	"importchecker/shared/edition"
	"sort"
	"strings"
)

// Activity is the subject of a restriction that is narrower than a class: the
// trade in tobacco within agency trade, carriage between Chinese ports within
// passenger shipping. The activity that a caller gives determines which
// restrictions apply.
//
// An activity may be part of a broader one: legal services consist of advice on
// foreign law and Chinese legal affairs, of which one is licensed and the other
// barred. With the broader activity it is open which part is meant.
type Activity struct {
	Key  string
	Name edition.Text
	// PartOf is the broader activity; blank for most.
	PartOf string
	// Excludes are activities that the same service cannot also have: a film is
	// shot alone or as a co-production.
	Excludes []string
}

// NoActivity is the key that says that the service has no activity other than
// those given with it. Without it, activities that are not given are unknown.
const NoActivity = "none"

// Activities returns all activities, sorted by key.
func Activities() []Activity { return activities[:] }

// FindActivity returns the activity with a key.
func FindActivity(key string) (*Activity, bool) {
	i, found := sort.Find(len(activities), func(i int) int { return strings.Compare(key, activities[i].Key) })
	if !found {
		return nil, false
	}
	return &activities[i], true
}

// PartsOf returns the keys of the parts of the activity with a key; most have
// none.
func PartsOf(key string) []string {
	var parts []string
	for i := range activities {
		if activities[i].PartOf == key {
			parts = append(parts, activities[i].Key)
		}
	}
	return parts
}

// Within reports whether the activity with a key is the other one, or a part of
// it.
func Within(key, other string) bool {
	for key != "" {
		if key == other {
			return true
		}
		a, ok := FindActivity(key)
		if !ok {
			return false
		}
		key = a.PartOf
	}
	return false
}

// Area is a field that the notes of the lists leave to the rules in force even
// where no row names it. Which classes it reaches is our reading.
type Area struct {
	Key    string
	Name   edition.Text
	Reach  []Code
	Places []Place
}

// AreaOf returns the area that has a class, at a place.
func AreaOf(class Code, place Place) (*Area, bool) {
	for i := range areas {
		for _, p := range areas[i].Places {
			if p != place {
				continue
			}
			for _, c := range areas[i].Reach {
				if c.Contains(class) {
					return &areas[i], true
				}
			}
		}
	}
	return nil, false
}

// State is what is known of a service at a place.
type State uint8

const (
	Listed           State = iota + 1 // a row of the list of the place
	ListedUnread                      // there is a row, but its wording is not held
	ListedElse                        // a row of the national list; unknown for this place
	Removed                           // reported as removed from the list of the place
	NotListed                         // reported as not on the list of the place
	ReportedOpen                      // an opening that press, chambers or authorities name
	ReportedClosed                    // a rule against it that was read in secondary sources only
	ReportedPractice                  // a reported practice that neither opens nor closes
	BetterTreaty                      // better treatment, under an arrangement, for providers from some homes
	ByLaw                             // a provision of law
	endStates
)

var stateNames = [...]string{
	Listed: "listed", ListedUnread: "listed_wording_not_held", ListedElse: "listed_nationally", Removed: "removed",
	NotListed:    "not_listed",
	ReportedOpen: "reported_open", ReportedClosed: "reported_closed", ReportedPractice: "reported_practice",
	BetterTreaty: "better_treatment", ByLaw: "law",
}

// String returns the public name of the state.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return ""
}

// ParseState is the inverse of String.
func ParseState(name string) (State, bool) {
	for s := Listed; s < endStates; s++ {
		if stateNames[s] == name {
			return s, true
		}
	}
	return 0, false
}

// Report is a statement of secondary sources, or of guides of an authority, about
// a service at a place: that a measure was removed there, that it is open, or
// closed. It only informs, and never clears a service; at most it adds an opening
// to a bar of law.
type Report struct {
	ID         string
	Places     []Place
	State      State
	Reach      []Code
	Modes      Modes
	Activities []string // empty for all services of the codes
	Homes      []string // empty for providers from anywhere
	From       edition.Date
	Text       edition.Text
	Basis      edition.Basis
	Day        string // of the source
	Sources    []string
	// Opens are the provisions of law whose bar is not absolute where the report
	// applies.
	Opens []string
}

// At reports whether the report is about the place.
func (r *Report) At(place Place) bool {
	for _, p := range r.Places {
		if p == place {
			return true
		}
	}
	return false
}

// Touches reports whether the report is about the class.
func (r *Report) Touches(class Code) bool {
	for _, c := range r.Reach {
		if c.Contains(class) {
			return true
		}
	}
	return false
}

// Reports returns the reports, in the order of their file.
func Reports() []Report { return reports[:] }

// Source is where a statement was read.
type Source struct {
	ID, Title, Issuer, Document, Date, Where, Licence, Supports string
}

// FindSource returns the source with an id.
func FindSource(id string) (*Source, bool) {
	i, found := sort.Find(len(sources), func(i int) int { return strings.Compare(id, sources[i].ID) })
	if !found {
		return nil, false
	}
	return &sources[i], true
}
