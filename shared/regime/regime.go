package regime

import (
	"importchecker/shared/edition"
	"sort"
)

//go:generate go run gen.go

// Regime is one family of goods during the days of one text.
type Regime struct {
	ID        string       // public name; the code of the reason
	Goods     edition.Text // the goods of the family
	Text      edition.Text // the requirement
	Authority edition.Text // the authority
	Need      Need
	Effect    Effect
	Unknown   Effect // the effect when Fact or Met is not given
	All       bool   // the regime applies to all goods of the codes
	Fact      string // the fact that decides whether the regime applies
	Value     string // the value of a string fact for which it applies
	Elsewhere bool   // with Fact or Met given, the regime may apply to goods of any code
	Met       string // the fact that decides whether the requirement is met
	Classes   string // only lines with one of these inspection classes
	Lacks     string // only lines without these inspection classes
	Unless    string // only lines without these supervision letters
	Channels  Channels
	Basis     edition.Basis
	edition.Interval
	Laws    []Law
	Sources string // ids, separated by semicolons
}

// Law is one article of a law.
type Law struct {
	Title   string
	Article string       // its number in the law, such as 第四十一条; blank when not known
	Version edition.Date // day on which the version was adopted
	Quote   string       // from the text of the article
}

// Need is the kind of a requirement.
type Need string

// Effect is what a regime does to the verdict.
type Effect uint8

const (
	Silent Effect = iota // gives no reason
	Informs
	Condition
	NeedsFact
	Bars
)

// Channels is a set of channels.
type Channels uint8

const (
	GeneralTrade Channels = 1 << iota
	Bonded
	Direct
	Yiwu
)

// Under returns the indexes in Regimes of the families of a code, in order. A code of
// less than ten digits has the families of its first declarable code. The caller must
// not change the slice.
func Under(code string) []uint8 {
	var key uint64
	for i := range 10 {
		key *= 10
		if i < len(code) {
			key += uint64(code[i] - '0')
		}
	}
	i := sort.Search(len(starts), func(i int) bool { return starts[i] > key })
	if i == 0 {
		return nil
	}
	from := offsets[i-1]
	return members[from+1 : int(from)+1+int(members[from])]
}

// Find returns the regime with an id on a day.
func Find(id string, day edition.Date) (*Regime, bool) {
	for i := range Regimes {
		if Regimes[i].ID == id && Regimes[i].Contains(day) {
			return &Regimes[i], true
		}
	}
	return nil, false
}
