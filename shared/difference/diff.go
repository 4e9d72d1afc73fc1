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

// A Diff is how an edition differs from those in whose place it comes. Only
// listed rows count: what a source says was removed, and goods named without a
// code, are no rows.
type Diff struct {
	List    string
	Service bool   // it is a list of services
	From    []Side // the editions in whose place it comes; none when there are none
	To      Side

	Added      []list.Entry
	Removed    []list.Entry
	Renumbered []Renumbering
	Changed    []Change
	Measures   MeasureDiff // of a list of services, in the place of these
	Tariff     *TariffDiff // of the tariff, in the place of these; nil for other lists
	Same       int         // rows that are alike in both
}

// A Side is an edition that is compared.
type Side struct {
	ID     string
	SHA256 string
	edition.Interval
	Coverage edition.Coverage
	Document string
}

// A Renumbering is goods that are listed under another code than before.
type Renumbering struct {
	Before, Now list.Entry
}

// A Change is a code that is listed as before, and otherwise than before.
type Change struct {
	Before, Now list.Entry
	What        []string // of ChangedName, ChangedRemark, ChangedRule, ChangedBasis
}

// What a Change changed.
const (
	ChangedName   = "name"   // the Chinese name; one that was not known before is no change
	ChangedRemark = "remark" // the words of the remark
	ChangedRule   = "rule"   // the conditions read from it
	ChangedBasis  = "basis"  // how near to the official text the row is held
)

// Empty reports whether the rows are all alike.
func (d *Diff) Empty() bool {
	return len(d.Added)+len(d.Removed)+len(d.Renumbered)+len(d.Changed) == 0 && d.Measures.empty() &&
		(d.Tariff == nil || d.Tariff.counts(0) == Counts{})
}

// Comparable reports whether all rows of all sides are held, so that a row which
// one lacks is surely not on it.
func (d *Diff) Comparable() bool {
	for _, s := range append(slices.Clone(d.From), d.To) {
		if s.Coverage != edition.Complete {
			return false
		}
	}
	return true
}

// Hash returns the SHA-256, in lower-case hexadecimal, that a maintainer repeats
// to publish what was reviewed. It is taken over these values, each written as a
// netstring (its length in bytes in decimal, a colon, the bytes, a comma) with
// nothing between them; numbers are in decimal:
//
//	importchecker/diff/1
//	list
//	how many editions are compared from, then for each: id, sha256
//	of the edition: id, sha256, first day, first day no longer in force (may be empty)
//	how many rows are added, then for each: category, code
//	how many are removed, then for each: category, code
//	how many are renumbered, then for each: category, code before, code now
//	how many are changed, then for each: category, code, how many things, each of them
//
// Rows are in the order of their codes, then of their categories. What a row says is
// covered by the hashes of the editions.
//
// Of a list of services the text opens with importchecker/measure-diff/1, and has of
// each row its id, before and now where there are two.
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
	of := d.kind()
	put(of.version, d.List)
	put(strconv.Itoa(len(d.From)))
	for _, s := range d.From {
		put(s.ID, s.SHA256)
	}
	put(d.To.ID, d.To.SHA256, d.To.From.String(), d.To.To.String())
	of.hash(d, put)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Replaced returns the editions in whose place an edition would come: the one
// with its id or else those that would be in force on its first day without it; of the
// tariff, where there is none, the one that ended last.
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

// Ended returns the newest edition that had ended by a day, if there is one.
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

// Compare returns how an edition differs from others of its kind, which are read
// as one.
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
