package difference

import (
	"importchecker/shared/library"
	"importchecker/shared/submission"
)

// A kind says how editions of one kind of list are compared. Each kind is in a
// file of its own.
type kind struct {
	version string // the first value of the hashed text
	compare func(d *Diff, from []library.Content, to library.Content)
	hash    func(d *Diff, put func(...string)) // hashes the rows that differ

	// follows: an edition that begins when another one has ended is compared
	// with that one, like the schedule of a year.
	follows bool
}

// kinds are all kinds, by the names of package library.
var kinds = map[string]kind{submission.Goods: goodsKind, submission.Service: servicesKind, library.Tariff: tariffKind}

func (d *Diff) kind() kind {
	switch {
	case d.Tariff != nil:
		return tariffKind
	case d.Service:
		return servicesKind
	}
	return goodsKind
}
