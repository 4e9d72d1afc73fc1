package list

import (
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// The ids of the lists of goods. The tariff is a list too, in package tariff,
// with the id "cn-tariff".
const (
	CBEC = "cbec-retail-import"
	Yiwu = "yiwu-import-pilot"
)

// Kind is the kind of an entry of an edition.
type Kind uint8

const (
	Listed  Kind = iota + 1 // a row of the edition
	Removed                 // a line that the edition removed
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

// Entry is one row as published, with its remark parsed into conditions.
type Entry struct {
	ID         string // unique within the edition; the serial number if it is known
	Kind       Kind
	Code       tariff.Code // blank for a hint
	Category   string      // number of the kind of goods, in lists that count kinds
	NameZH     string
	NameEN     string // our translation
	Remark     string // as published, or as paraphrased by the source
	Conditions []Condition
	Basis      edition.Basis
	Confidence string   // how the row was obtained: verbatim, reconstructed, …
	Sources    []string // ids in source/sources.csv
	// Fits has the codes that the goods of a hint may belong to. They are our reading:
	// they help to search and decide nothing.
	Fits []tariff.Code
	Note string // remarks of the source on the row
}

// Edition is one published list with its rows. Entries are sorted by code;
// Hints are in the order of the source.
type Edition struct {
	edition.Edition
	Entries []Entry // listed and removed
	Hints   []Entry
}

// Paraphrased reports whether the remark is a paraphrase by a source.
func (e *Entry) Paraphrased() bool {
	return strings.Contains(e.Remark, "source paraphrase") || strings.Contains(e.Remark, "来源转述")
}

// Number returns the published number of the row, or "" when it is not known and ID is
// one of ours.
func (e *Entry) Number() string {
	if e.ID != "" && e.ID[0] >= '0' && e.ID[0] <= '9' {
		return e.ID
	}
	return ""
}

// Find returns the entries for a code: those with the code itself or else with its
// nearest ancestor in the list. So a code finer than those of the list has the entries
// of the line that contains it.
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
		// Every ancestor in the list is also a prefix of the previous entry's code, so
		// it is not longer than the common prefix of the two.
		l, end = min(l-1, commonLevel(at, e.Entries[lo-1].Code)), lo
	}
	return nil
}

// commonLevel returns the finest level at which two codes are equal.
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

// lowerBound returns the index of the first entry before end whose code is not less than
// c.
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

// runEnd returns the end of the run of entries with exactly the code c from lo.
func (e *Edition) runEnd(c tariff.Code, lo int) int {
	for lo < len(e.Entries) && e.Entries[lo].Code == c {
		lo++
	}
	return lo
}

// Dated returns the edition with other days in force.
func (e *Edition) Dated(in edition.Interval) *Edition {
	copied := *e
	copied.Interval = in
	return &copied
}

// List is a published list of goods with all its editions, oldest first.
type List = edition.List[*Edition]

// Catalogue has the lists of goods in use.
type Catalogue = edition.Catalogue[*Edition]

// NewCatalogue returns a catalogue of the lists, in that order.
func NewCatalogue(lists ...*List) *Catalogue { return edition.NewCatalogue(lists...) }
