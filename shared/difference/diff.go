package difference

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/list"
)

// A Diff is the difference between an edition and the editions that it
// replaces. It only has listed rows, not those that a source says were removed,
// nor goods named without a code.
type Diff struct {
	List    string
	Service bool   // the list is of services
	From    []Side // the editions replaced
	To      Side

	Added      []list.Entry
	Removed    []list.Entry
	Renumbered []Renumbering
	Changed    []Change
	Measures   MeasureDiff // for a list of services, instead of these
	Tariff     *TariffDiff // for the tariff, instead of these; nil for other lists
	Same       int         // number of rows that are equal
}

// A Side is one of the editions compared.
type Side struct {
	ID     string
	SHA256 string
	edition.Interval
	Coverage edition.Coverage
	Document string
}

// A Renumbering is a row that is now listed under another code.
type Renumbering struct {
	Before, Now list.Entry
}

// A Change is a row that is listed under the same code, but differs.
type Change struct {
	Before, Now list.Entry
	What        []string // one or more of ChangedName, ChangedRemark, ChangedRule, ChangedBasis
}

// The values of Change.What.
const (
	ChangedName   = "name"   // the Chinese name; not when it was blank before
	ChangedRemark = "remark" // the text of the remark
	ChangedRule   = "rule"   // the conditions parsed from it
	ChangedBasis  = "basis"  // how close the row is to the official text
)

// Empty reports whether all rows are equal.
func (d *Diff) Empty() bool {
	return len(d.Added)+len(d.Removed)+len(d.Renumbered)+len(d.Changed) == 0 && d.Measures.empty() &&
		(d.Tariff == nil || d.Tariff.counts(0) == Counts{})
}

// Comparable reports whether all editions compared are complete, so that a row
// missing from one is certainly not on it.
func (d *Diff) Comparable() bool {
	for _, s := range append(slices.Clone(d.From), d.To) {
		if s.Coverage != edition.Complete {
			return false
		}
	}
	return true
}

// Hash returns the SHA-256, in lower-case hexadecimal, that a maintainer
// repeats to publish what was reviewed. It is computed over these values, each
// encoded as a netstring (its length in bytes in decimal, a colon, the bytes, a
// comma), without separators; numbers are in decimal:
//
//	importchecker/diff/1
//	list
//	number of editions compared from, then for each: id, sha256
//	of the edition: id, sha256, first day, first day no longer in force (may be empty)
//	number of rows added, then for each: category, code
//	number of rows removed, then for each: category, code
//	number of rows renumbered, then for each: category, code before, code now
//	number of rows changed, then for each: category, code, number of things changed, each of them
//
// Rows are ordered by code, then by category. The hashes of the editions cover
// the content of the rows.
//
// For a list of services the text begins with importchecker/measure-diff/1, and
// has the ids of each row instead, before and now where there are two.
func (d *Diff) Hash() string {
	var text []byte
	put := func(values ...string) {
		for _, v := range values {
			text = strconv.AppendInt(text, int64(len(v)), 10)
			text = append(text, ':')
			text = append(text, v...)
			text = append(text, ',')
		}
	}
	kind := d.kind()
	put(kind.version, d.List)
	put(strconv.Itoa(len(d.From)))
	for _, s := range d.From {
		put(s.ID, s.SHA256)
	}
	put(d.To.ID, d.To.SHA256, d.To.From.String(), d.To.To.String())
	kind.hash(d, put)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Replaced returns the editions that an edition would replace: the one with its
// id, or else those that would otherwise be in force on its first day; for the
// tariff, when there is none, the one that ended last.
func Replaced(lists library.Lists, c library.Content) []library.Content {
	e := c.About()
	if old, ok := lists.Edition(e.List, e.ID); ok {
		return []library.Content{old}
	}
	editions := lists.Editions(e.List)
	in := library.InForce(editions, e.From)
	if len(in) > 0 || !kinds[library.KindOf(c)].follows {
		return in
	}
	return Ended(editions, e.From)
}

// Ended returns the newest edition that has ended by a day, if there is one.
func Ended(editions []library.Content, day edition.Date) []library.Content {
	for _, c := range slices.Backward(editions) {
		if to := c.About().To; to != 0 && to <= day {
			return []library.Content{c}
		}
	}
	return nil
}

// Follows reports whether editions of a kind are compared with one that has ended.
func Follows(kind string) bool { return kinds[kind].follows }

// Compare returns the difference between an edition and others of its kind,
// whose rows are combined.
func Compare(from []library.Content, to library.Content) *Diff {
	d := &Diff{List: to.About().List, To: sideOf(to)}
	for _, c := range from {
		d.From = append(d.From, sideOf(c))
	}
	kinds[library.KindOf(to)].compare(d, from, to)
	return d
}

func sideOf(c library.Content) Side {
	e := c.About()
	return Side{ID: e.ID, SHA256: e.SHA256, Interval: e.Interval, Coverage: e.Coverage(), Document: e.Document}
}
