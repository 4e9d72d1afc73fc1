package redecision

import (
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/submission"
)

// A kind is what rows of one kind of lists decide by, and how the row that made a
// difference is found. Each is in a file of its own.
type kind struct {
	decisive func(m map[string]string, c library.Content)
	find     func(c *event.Cause, code string, of *comparison)
}

// kinds are all of them, by the names that package library gives them.
var kinds = map[string]kind{submission.Goods: goods, submission.Service: ofServices, library.Tariff: schedules}
