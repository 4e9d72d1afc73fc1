package edition

import "strconv"

// Text is a sentence or title in the two languages that answers are given in.
type Text struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

// Basis says how near to the text of the law a statement was read. A larger
// Basis is a firmer one; the zero Basis is none, so that a forgotten basis
// cannot pass for a firm one.
type Basis uint8

const (
	// Sample is invented for a demonstration or a test and never in force.
	Sample Basis = iota + 1
	// Reported is taken from a secondary source, which is cited.
	Reported
	// Transcribed is taken from a public copy of an official table, which was
	// compared with independent copies where they are held.
	Transcribed
	// Law is a statute or regulation that binds by itself, whatever a list says.
	Law
	// Official is read from the text of the instrument, or loaded from its
	// annex by the maintainer of the list.
	Official
)

var basisNames = [...]string{Sample: "sample", Reported: "reported", Transcribed: "transcribed", Law: "law",
	Official: "official"}

// String returns the public name of the basis.
func (b Basis) String() string {
	if int(b) < len(basisNames) {
		return basisNames[b]
	}
	return ""
}

var basisNamesZH = [...]string{Sample: "示例", Reported: "二手来源", Transcribed: "转录", Law: "法律", Official: "官方文本"}

// Text returns the basis as a word of a sentence.
func (b Basis) Text() Text {
	if int(b) >= len(basisNames) {
		return Text{}
	}
	return Text{EN: basisNames[b], ZH: basisNamesZH[b]}
}

// ParseBasis is the inverse of String.
func ParseBasis(s string) (Basis, bool) {
	for b, name := range basisNames {
		if name == s && name != "" {
			return Basis(b), true
		}
	}
	return 0, false
}

// Weaker returns the weaker of two bases; none gives way to any.
func Weaker(a, b Basis) Basis {
	if a == 0 {
		return b
	}
	if b == 0 || a < b {
		return a
	}
	return b
}

// Coverage says whether all rows of an edition are held.
type Coverage uint8

const (
	// Partial coverage: some of the stated rows are missing, so an absent row
	// means nothing.
	Partial Coverage = iota + 1
	// Complete coverage: as many rows are held as the announcement states, so
	// an absent row is not on the list.
	Complete
)

// String returns the public name of the coverage.
func (c Coverage) String() string {
	switch c {
	case Partial:
		return "partial"
	case Complete:
		return "complete"
	}
	return ""
}

// Edition is one published list: what it is, when it is in force, and how
// much of it is held. The rows are kept by the package of the list.
type Edition struct {
	List     string // id of the list: cn-tariff, cbec-retail-import, …
	ID       string // id of the edition within its list: 2026, 2016-1, …
	Title    Text
	Issuer   Text
	Document string // document number, such as 公告2022年第7号

	Interval

	Stated int // rows that the announcement states
	Held   int // rows that are held

	Sample bool // invented rows: every answer that reads them says so

	Published string // where the annex is published, for a person to open
	SHA256    string // of the canonical source rows, in hexadecimal
}

// About returns the edition itself: what the editions of lists, which embed it,
// have in common.
func (e *Edition) About() *Edition { return e }

// Coverage compares the rows held with the rows stated.
func (e *Edition) Coverage() Coverage {
	if e.Stated > 0 && e.Held == e.Stated {
		return Complete
	}
	return Partial
}

// Thousands writes a number of rows with commas: 1,476.
func Thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
