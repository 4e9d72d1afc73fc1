package difference

import (
	"importchecker/shared/library"
	"importchecker/shared/submission"
)

// A kind is how editions of one kind of lists are compared. Each is in a file of
// its own.
type kind struct {
	version string // opens the text that is hashed
	compare func(d *Diff, from []library.Content, to library.Content)
	hash    func(d *Diff, put func(...string)) // writes the rows that differ

	// follows: an edition that begins when another one has ended is compared with
	// that, as the schedule of a year is.
	follows bool
}

// kinds are all of them, by the names that package library gives them.
var kinds = map[string]kind{submission.Goods: goods, submission.Service: ofServices, library.Tariff: schedules}

func (d *Diff) kind() kind {
	switch {
	case d.Tariff != nil:
		return schedules
	case d.Service:
		return ofServices
	}
	return goods
}
