package publication

import (
	"context"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/library"
)

// An Annex is the file that a maintainer imports, with what the announcement
// says about the edition and how the file is to be read. Only List, Edition and
// the file are required.
type Annex struct {
	List    string // id of the list
	Edition string // id of the edition within the list
	File    string // file name; it does not determine the format
	Raw     []byte
	Source  string // where the file was obtained: a URL, or blank
	By      string // the maintainer who imports it
	At      time.Time

	// Announced describes the edition. Fields left blank are taken from the
	// stored edition with that id; when there is none, all but Superseded are
	// required.
	Announced Announcement

	// How the file is read.
	Profile string // id of the layout profile; blank for the list's own
	Sheet   string // names or numbers of the sheets or tables, separated by commas
	// Columns and FirstRow describe a layout that no profile fits: 税则号列=B,
	// 货品名称=C, 备注=E, from row 4.
	Columns  string
	FirstRow int
	Amends   string // id of the edition that this one amends; blank when the file has the whole list
	Rules    ReadingRules
}

// An Announcement is what is published about an edition, apart from its rows.
type Announcement struct {
	Title, Short, Issuer edition.Text // Short is its name within a sentence; lists of services only
	Document             string
	Effective            edition.Date
	Superseded           edition.Date
	Stated               int
	Counts               string // rows or kinds
	Published            string
}

// ReadingRules are the deviations that a maintainer accepts when an annex is
// read.
type ReadingRules struct {
	Partial      bool   // accept fewer or more rows than stated
	Manual       string // rows whose remarks are kept uninterpreted: numbers or codes, separated by commas
	ManualAll    bool   // keep every remark that cannot be interpreted
	UnknownCodes bool   // accept codes that the tariff of the edition's year does not have
	// Accept are the findings of the reader that the maintainer accepts.
	Accept []FindingCode
}

// A Reader reads annexes. Package annex implements it. It is passed in, so that
// programs which read no annexes do not link the large readers of spreadsheets
// and documents.
type Reader interface {
	// ReadAnnex reads an annex and checks it as an edition among the lists.
	// Problems of the annex are in the report. The error is a *RequestError
	// when the request does not fit the file; any other error means that
	// reading failed.
	ReadAnnex(ctx context.Context, lists library.Lists, a Annex) (*Read, error)
}

// Read is the result of reading an annex.
type Read struct {
	Report []byte // as JSON
	Text   []byte // the same report as plain text
	Format string // the format detected: xlsx, csv, …

	// Problems is the number of problems. Each prevents the import and is
	// described in the report.
	Problems int
	// Input is the edition to be drafted; nil when there are problems.
	Input *Input
}

// A RequestError names the field of an Annex that is wrong, and says why.
type RequestError struct {
	Field string // name of the query parameter: edition, stated, sheet, …; file for the file itself
	Text  edition.Text
}

func (e *RequestError) Error() string { return e.Field + ": " + e.Text.EN }
