package regime

import "importchecker/shared/edition"

//go:generate go run gen.go

// Regime is one family of goods on the days on which one text governs it.
type Regime struct {
	ID        string       // public name; the code of the reason
	Goods     edition.Text // what the family is
	Text      edition.Text // what is asked
	Authority edition.Text // who is asked
	Need      Need
	Effect    Effect
	Unknown   Effect // while Fact or Met is not told
	All       bool   // every good of the codes is reached
	Fact      string // the fact that tells whether the goods are reached
	Value     string // the value of a fact with words that says so
	Elsewhere bool   // once Fact or Met is told, goods of any code are reached
	Met       string // the fact that tells whether what is needed is there
	Classes   string // only lines with one of these inspection classes
	Lacks     string // only lines without these inspection classes
	Unless    string // only lines without these supervision letters
	Channels  Channels
	Basis     edition.Basis
	edition.Interval
	Laws    []Law
	Sources string // ids, joined by semicolons
}

// Law is one article.
type Law struct {
	Title   string
	Article string       // as the law counts, 第四十一条; blank where it was not read
	Version edition.Date // day on which the version was adopted
	Quote   string       // words of the article
}

// Need is the kind of thing that is asked for.
type Need string

// Effect is what a regime does to the verdict.
type Effect uint8

const (
	Silent Effect = iota // says nothing
	Informs
	Condition
	NeedsFact
	Bars
)

// Channels is a set of ways in.
type Channels uint8

const (
	GeneralTrade Channels = 1 << iota
	Bonded
	Direct
	Yiwu
)

// Under returns the indices in Regimes of the families that hold a code of any
// length, in their order. A code of less than ten digits is held where its
// first declarable code would be. The caller must not change the slice.
func Under(code string) []uint8 {
	var key uint64
	for i := range 10 {
		key *= 10
		if i < len(code) {
			key += uint64(code[i] - '0')
		}
	}
	lo, hi := 0, len(starts)
	for lo < hi {
		if mid := int(uint(lo+hi) / 2); starts[mid] <= key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == 0 {
		return nil
	}
	from := offsets[lo-1]
	return members[from+1 : int(from)+1+int(members[from])]
}

// Find returns the regime of an id on a day.
func Find(id string, day edition.Date) (*Regime, bool) {
	for i := range Regimes {
		if Regimes[i].ID == id && Regimes[i].Contains(day) {
			return &Regimes[i], true
		}
	}
	return nil, false
}
