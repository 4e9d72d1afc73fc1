package api

import (
	"strconv"
	"time"

	"importchecker/shared/api/shape"
	"importchecker/shared/edition"
)

// form checks query parameters.
var form = shape.New(nil)

// Checked reads a query parameter that may be left out, and that is as the tags
// ask where it is given; empty otherwise.
func (c *Call) Checked(form *shape.Checker, name, tags string) string {
	s := c.Parameter(name)
	if s == "" || !form.Value(&c.Faults, "/query/"+name, s, tags) {
		return ""
	}
	return s
}

// Text reads a query parameter of at most max characters.
func (c *Call) Text(name string, max int) string { return c.Checked(form, name, shape.Max(max)) }

// Date reads a day, which may be left out.
func (c *Call) Date(name string) edition.Date {
	day, _ := edition.ParseDate(c.Checked(form, name, "day"))
	return day
}

// Count reads a positive number, which may be left out.
func (c *Call) Count(name string, max int) int {
	n, _ := strconv.Atoi(c.Checked(form, name, "count="+strconv.Itoa(max)))
	return n
}

// OneOf reads one of some words, which may be left out.
func (c *Call) OneOf(name string, words ...string) string {
	return c.Checked(form, name, shape.OneOf(words...))
}

// Flag reads true or false, which may be left out.
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
	// Full is a decision whole.
	Full View = "full"
	// Summary is the sentences, the verdicts, what is to be paid, and the first
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
