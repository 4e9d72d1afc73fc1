package list

import (
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// The ids of the lists of goods. The tariff is a list too, kept by its own
// package under the id "cn-tariff".
const (
	CBEC = "cbec-retail-import"
	Yiwu = "yiwu-import-pilot"
)

// Kind tells a row of an edition from what is merely said about it.
type Kind uint8

const (
	Listed  Kind = iota + 1 // a row of the edition
	Removed                 // a line that the edition took out
	Hint                    // goods named without a code; never decisive
)

var kindNames = [...]string{Listed: "listed", Removed: "removed", Hint: "hint"}

// String returns the public name of the kind.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return ""
}

// Entry is one row, as published, with its remark read as conditions.
type Entry struct {
	ID         string // unique within the edition: the serial number where it is known
	Kind       Kind
	Code       tariff.Code // blank for a hint
	Category   string      // number of the kind of goods, on lists that count kinds
	NameZH     string
	NameEN     string // plain translation, ours
	Remark     string // as published, or as the source paraphrases it
	Conditions []Condition
	Basis      edition.Basis
	Confidence string   // how the row was had: verbatim, reconstructed, …
	Sources    []string // ids in source/sources.csv
	// Fits are, for a hint, the codes that the named goods may fall under: our
	// own reading, which points a person somewhere and decides nothing.
	Fits []tariff.Code
	Note string // what the source says around the row
}

// Edition is one published list with its rows. Entries is sorted by code;
// Hints keep the order of the source.
type Edition struct {
	edition.Edition
	Entries []Entry // listed and removed
	Hints   []Entry
}

// Paraphrased reports whether the remark is as a source tells it, and not as
// published.
func (e *Entry) Paraphrased() bool {
	return strings.Contains(e.Remark, "source paraphrase") || strings.Contains(e.Remark, "来源转述")
}

// Number returns the number that the publication gives the row, or "" where it
// is not known and ID is one of ours.
func (e *Entry) Number() string {
	if e.ID != "" && e.ID[0] >= '0' && e.ID[0] <= '9' {
		return e.ID
	}
	return ""
}

// Find returns the entries that answer for a code: those of the code itself
// or, failing that, of the nearest code above it that the list names. So codes
// finer than the list's own are answered by the line that contains them.
func (e *Edition) Find(c tariff.Code) []Entry {
	end := len(e.Entries)
	for l := c.Level(); l >= tariff.Chapter; {
		at := c.At(l)
		lo := e.lowerBound(at, end)
		if hi := e.runEnd(at, lo); lo < hi {
			return e.Entries[lo:hi]
		}
		if lo == 0 {
			return nil
		}
		// Every code above this one that the list names begins the code of the
		// entry before it as well, so no code longer than what the two share is.
		l, end = min(l-1, commonLevel(at, e.Entries[lo-1].Code)), lo
	}
	return nil
}

// shared returns the level down to which two codes are the same.
func commonLevel(a, b tariff.Code) tariff.Level {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return tariff.Level(n / 2)
}

// Under returns the entries whose code is c or lies under it.
func (e *Edition) Under(c tariff.Code) []Entry {
	lo := e.lowerBound(c, len(e.Entries))
	hi := lo
	for hi < len(e.Entries) && c.Contains(e.Entries[hi].Code) {
		hi++
	}
	return e.Entries[lo:hi]
}

// first returns the index of the first of the entries before end whose code is
// not less than c.
func (e *Edition) lowerBound(c tariff.Code, end int) int {
	lo, hi := 0, end
	for lo < hi {
		if m := int(uint(lo+hi) / 2); e.Entries[m].Code < c {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// endOf returns the end of the run of entries with exactly the code c from lo.
func (e *Edition) runEnd(c tariff.Code, lo int) int {
	for lo < len(e.Entries) && e.Entries[lo].Code == c {
		lo++
	}
	return lo
}

// Dated returns the edition as it is in force on other days.
func (e *Edition) Dated(in edition.Interval) *Edition {
	copied := *e
	copied.Interval = in
	return &copied
}

// List is a published list of goods with all its editions, oldest first.
type List = edition.List[*Edition]

// Catalogue is the lists of goods that questions are answered from.
type Catalogue = edition.Catalogue[*Edition]

// NewCatalogue returns a catalogue of the lists, in that order.
func NewCatalogue(lists ...*List) *Catalogue { return edition.NewCatalogue(lists...) }
