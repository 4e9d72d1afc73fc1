package redecision

import (
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/submission"
)

// A kind says what decides in the rows of one kind of list, and finds the row
// that made a difference. Each kind is in a file of its own.
type kind struct {
	decisive func(m map[string]string, c library.Content)
	find     func(c *event.Cause, code string, compared *comparison)
}

// kinds are all kinds, by the names of package library.
var kinds = map[string]kind{submission.Goods: goodsKind, submission.Service: servicesKind, library.Tariff: tariffKind}
