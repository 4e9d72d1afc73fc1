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
}

// kinds are all of them, by the names that package library gives them.
var kinds = map[string]kind{submission.Goods: goods, submission.Service: ofServices}

func (d *Diff) kind() kind {
	if d.Service {
		return ofServices
	}
	return goods
}
