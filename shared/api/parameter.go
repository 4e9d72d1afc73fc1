package api

import (
	"strconv"
	"time"

	"importchecker/shared/api/shape"
	"importchecker/shared/edition"
)

// form checks query parameters.
var form = shape.New(nil)

// Checked reads an optional query parameter and checks it by validation tags. It
// returns "" when the parameter is absent or invalid.
func (c *Call) Checked(form *shape.Checker, name, tags string) string {
	s := c.Parameter(name)
	if s == "" || !form.Value(&c.Faults, "/query/"+name, s, tags) {
		return ""
	}
	return s
}

// Text reads an optional query parameter of at most max characters.
func (c *Call) Text(name string, max int) string { return c.Checked(form, name, shape.Max(max)) }

// Date reads an optional day.
func (c *Call) Date(name string) edition.Date {
	day, _ := edition.ParseDate(c.Checked(form, name, "day"))
	return day
}

// Count reads an optional number from 1 to max.
func (c *Call) Count(name string, max int) int {
	n, _ := strconv.Atoi(c.Checked(form, name, "count="+strconv.Itoa(max)))
	return n
}

// OneOf reads an optional parameter that is one of some words.
func (c *Call) OneOf(name string, words ...string) string {
	return c.Checked(form, name, shape.OneOf(words...))
}

// Flag reads an optional parameter that is true or false.
func (c *Call) Flag(name string) bool { return c.OneOf(name, "true", "false") == "true" }

// Day reads the parameter as_of, which defaults to today.
func (c *Call) Day(now func() time.Time) edition.Date {
	if day := c.Date("as_of"); day != 0 || c.Faults.Covers("/query/as_of") {
		return day
	}
	return c.Today(now)
}

// View says how much of a decision an answer has.
type View string

const (
	// Full is the whole decision.
	Full View = "full"
	// Summary has the sentences, the verdicts, the amounts payable, and the first
	// questions.
	Summary View = "summary"
)

// ViewParameter is the query parameter that chooses the view.
const ViewParameter = "view"

// View reads the view that the caller asks for.
func (c *Call) View(byDefault View) View {
	if v := c.OneOf(ViewParameter, string(Full), string(Summary)); v != "" {
		return View(v)
	}
	return byDefault
}
