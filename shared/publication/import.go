package publication

import (
	"time"

	"importchecker/shared/difference"
	"importchecker/shared/library"
	"importchecker/shared/redecision"
)

// A State is the state of an import.
type State string

// The states, in order. A draft may be withdrawn without having been published.
const (
	StateDraft     State = "draft"     // read, checked and compared; answers do not use it
	StatePublished State = "published" // in the manifest
	StateWithdrawn State = "withdrawn" // no longer in the manifest, or never was
)

// An Import is an annex that a maintainer imported: the edition read from it,
// its origin, and its state. It is stored permanently.
type Import struct {
	ID       string // in the form of a submission's; sorts by time
	List     string
	State    State
	Revision int // counts the changes of this record

	Edition library.Ref // with the days in force that the maintainer gave

	// Where it came from.
	By         string
	At         time.Time
	File       string // file name
	FileSHA256 string // of the file, in hexadecimal
	Source     string // where the file was obtained: a URL, or blank

	// What it would change, as last compared.
	Version  int // the manifest version that it was compared with
	DiffHash string
	Counts   difference.Counts
	Reach    redecision.Estimate
	Findings []Finding
	Accept   []FindingCode // problems that the maintainer accepts

	// Publication and withdrawal.
	Publication  string // id of the publication that published it
	PublishedBy  string
	PublishedAt  time.Time
	PublishedAs  int    // the manifest version created
	Withdrawal   string // id of the publication that withdrew it, if it was in force
	WithdrawnBy  string
	WithdrawnAt  time.Time
	WithdrawnAs  int
	WithdrawnWhy string
}

// A Position says where in the file an entry was read.
type Position struct {
	Entry string `json:"entry"`           // its id in the edition
	Sheet string `json:"sheet,omitempty"` // sheet or page, where the file has several
	Row   int    `json:"row"`
}

// An Input is an annex as read, to be drafted.
type Input struct {
	// ID is the id of the import, for callers that have archived the file under
	// it; when blank, the Editor assigns one.
	ID string

	// Content is the whole edition: a *list.Edition, a *services.Edition or a
	// *tariff.Table. Its end may be left out: it then ends when the stored
	// edition with its id does, or when another edition follows.
	Content library.Content

	By         string
	File       string
	FileSHA256 string
	Source     string
	Places     []Position

	// Report is the reader's report, as JSON and as text. Both are stored
	// unchanged.
	Report []byte
	Text   []byte

	Accept []FindingCode
}

// The parts of an import that are stored beside its record.
const (
	PartReport = "report"
	PartText   = "text"
	PartPlaces = "places"
	PartDiff   = "diff"
)
