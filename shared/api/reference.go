package api

import (
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/tariff"
)

// Reference is what the reading of tariff and lists stands on.
type Reference struct {
	Checker func() *eligibility.Checker
	Now     func() time.Time

	Provenance Provenance // may be nil: then no edition was imported
}

// NewReference returns the routes of the function read-reference.
func NewReference(r Reference) Routes {
	return Routes{
		"GET /v1/tariff/{code}":                           route(r.code, "as_of"),
		"GET /v1/lists":                                   route(r.lists),
		"GET /v1/lists/{list}":                            route(r.list),
		"GET /v1/lists/{list}/editions/{edition}/entries": route(r.entries, "code", "q", "cursor", "limit"),
		"GET /v1/lists/{list}/diff":                       route(r.diff, "from", "to"),
	}
}

// day reads the parameter as_of, which defaults to today.
func (c *call) day(now func() time.Time) edition.Date {
	s := c.parameter("as_of")
	if s == "" {
		return c.today(now)
	}
	day, err := edition.ParseDate(s)
	if err != nil {
		c.faults.add("/query/as_of", InvalidDate)
	}
	return day
}

// readCode reads a code from a place of its own.
func readCode(f *faults, pointer, s string) tariff.Code {
	code, err := tariff.ParseCode(s)
	if err != nil {
		f.add(pointer, InvalidCode)
	}
	return code
}
