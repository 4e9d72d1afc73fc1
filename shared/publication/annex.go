package publication

import (
	"context"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/library"
)

// An Annex is what a maintainer brings in: the file, and what has to be said of
// the edition and of how to read it. All but List, Edition and the file may be
// left out.
type Annex struct {
	List    string // the list that it is of
	Edition string // the id of the edition within the list
	File    string // the name of the file; tells nothing of its format
	Raw     []byte
	Source  string // where the file was had: an address, or blank
	By      string // who brings it in
	At      time.Time

	// What the announcement says of the edition. What is left out is taken from
	// the edition of that id that is held; where none is, all of it is needed but
	// Superseded.
	Announced Announcement

	// How it is to be read.
	Profile string // id of the profile that says how it looks; blank for that of the list
	Sheet   string // names or numbers of the sheets or tables, apart by commas
	// Columns and FirstRow tell a layout that no profile fits: 税则号列=B, 货品名称=C, 备注=E,
	// from row 4.
	Columns  string
	FirstRow int
	Amends   string // the edition that it changes; blank when it is a whole list
	Rules    ReadingRules
}

// An Announcement is what is published about an edition beside its rows.
type Announcement struct {
	Title, Short, Issuer edition.Text // Short names it in a sentence; of lists of services alone
	Document             string
	Effective            edition.Date
	Superseded           edition.Date
	Stated               int
	Counts               string // rows or kinds
	Published            string
}

// ReadingRules are what a maintainer takes upon themselves.
type ReadingRules struct {
	Partial      bool   // the rows are not as many as stated, and wanted nevertheless
	Manual       string // rows whose remarks stand unread: numbers or codes, apart by commas
	ManualAll    bool   // every remark that cannot be read stands so
	UnknownCodes bool   // codes stand that the tariff of the edition's year does not hold
	// Accept are what the reader may find and the maintainer takes upon themselves.
	Accept []FindingCode
}

// A Reader reads annexes. Package annex has one; it is handed to whoever needs
// it, since the readers of spreadsheets and documents are large.
type Reader interface {
	// ReadAnnex reads and checks an annex, as an edition among the lists. What
	// is wrong with the annex is in the report; an error is a *RequestError when
	// what was asked does not fit, and otherwise means that reading broke down.
	ReadAnnex(ctx context.Context, lists library.Lists, a Annex) (*Read, error)
}

// Read is what became of an annex.
type Read struct {
	Report []byte // as JSON
	Text   []byte // the same, as a page of text
	Format string // what the file proved to be: xlsx, csv, …

	// Problems is how many there are; each stops the import and is spelled out
	// in the report.
	Problems int
	// Input is the edition, to be made a draft; nil when there are problems.
	Input *Input
}

// A RequestError says which part of an Annex does not fit, and why.
type RequestError struct {
	Field string // a name as query parameters have it: edition, stated, sheet, …; file for the file itself
	Text  edition.Text
}

func (e *RequestError) Error() string { return e.Field + ": " + e.Text.EN }
