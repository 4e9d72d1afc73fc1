package edition

import "strconv"

// Text is a sentence or title in both languages of the product.
type Text struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

// Basis says how reliable the source of a statement is. A larger Basis is more
// reliable; the zero Basis is invalid, so that a basis left unset cannot be taken for a
// reliable one.
type Basis uint8

const (
	// Sample is invented for a demonstration or a test, and never in force.
	Sample Basis = iota + 1
	// Reported is taken from a secondary source, which is cited.
	Reported
	// Transcribed is taken from a public copy of an official table, which was
	// compared with independent copies if they are held.
	Transcribed
	// Law is a statute or regulation, which applies whatever a list says.
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

// Text returns the basis in words, for use within a sentence.
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

// Weaker returns the weaker of two bases. A zero basis is ignored.
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
	// Partial: some of the stated rows are missing, so that a code without a row
	// may be on the list.
	Partial Coverage = iota + 1
	// Complete: as many rows are held as the announcement states, so that a code
	// without a row is not on the list.
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

// Edition is the metadata of one published list: its document, the days on which it is
// in force, and how many of its rows are held. The rows are in the package of the list.
type Edition struct {
	List     string // id of the list: cn-tariff, cbec-retail-import, …
	ID       string // id of the edition within its list: 2026, 2016-1, …
	Title    Text
	Issuer   Text
	Document string // document number, such as 公告2022年第7号

	Interval

	Stated int // rows that the announcement states
	Held   int // rows that are held

	Sample bool // invented rows; every decision that uses them says so

	Published string // where the annex is published, for people to open
	SHA256    string // of the canonical source rows, in hexadecimal
}

// About returns the edition itself. Types that embed Edition get the method from it.
func (e *Edition) About() *Edition { return e }

// Coverage compares the rows held with the rows stated.
func (e *Edition) Coverage() Coverage {
	if e.Stated > 0 && e.Held == e.Stated {
		return Complete
	}
	return Partial
}

// Thousands formats a number with commas: 1,476.
func Thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
