package publication

import (
	"importchecker/shared/difference"
	"importchecker/shared/library"
	"importchecker/shared/redecision"
)

import "time"

// A State is how far an import has come.
type State string

// The states, in the order in which an import goes through them. A draft may be
// withdrawn without having been published.
const (
	StateDraft     State = "draft"     // read, checked and compared; nobody is answered from it
	StatePublished State = "published" // in the manifest
	StateWithdrawn State = "withdrawn" // no longer in the manifest, or never was
)

// An Import is an annex that a maintainer brought in: the edition that was read
// from it, where it came from, and what became of it. It is kept for ever.
type Import struct {
	ID       string // made like a submission's; sorts by time
	List     string
	State    State
	Revision int // counts the changes of this record

	Edition library.Ref // with the days in force as the maintainer gave them

	// Where it came from.
	By         string
	At         time.Time
	File       string // the name of the file
	FileSHA256 string // of the file, in hexadecimal
	Source     string // where the file was had: an address, or blank

	// What it would change, when it was last compared.
	Version  int // of the manifest that it was compared with
	DiffHash string
	Counts   difference.Counts
	Reach    redecision.Estimate
	Findings []Finding
	Accept   []FindingCode // problems that the maintainer takes upon themselves

	// What became of it.
	Publication  string // made by publishing it
	PublishedBy  string
	PublishedAt  time.Time
	PublishedAs  int    // the version that it made
	Withdrawal   string // the publication made by withdrawing it, when it was in force
	WithdrawnBy  string
	WithdrawnAt  time.Time
	WithdrawnAs  int
	WithdrawnWhy string
}

// A Place says where in the file an entry was read.
type Position struct {
	Entry string `json:"entry"`           // its id in the edition
	Sheet string `json:"sheet,omitempty"` // sheet or page, where the file has several
	Row   int    `json:"row"`
}

// An Input is an annex as it was read, to be made a draft.
type Input struct {
	// ID is the id of the import to be, for who has kept the file under it
	// already; blank leaves it to the Editor.
	ID string

	// Content is the edition, whole: a *list.Edition or a *services.Edition. Its last day may be left out: the edition
	// then ends where the one with its id that is held ends, or when another
	// follows it.
	Content library.Content

	By         string
	File       string
	FileSHA256 string
	Source     string
	Places     []Position

	// Report is what the reader of the annex says of it, as JSON and as a page
	// of text. Both are kept as they are.
	Report []byte
	Text   []byte

	Accept []FindingCode
}

// The parts of an import that are kept beside its record.
const (
	PartReport = "report"
	PartText   = "text"
	PartPlaces = "places"
	PartDiff   = "diff"
)
