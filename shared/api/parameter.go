package api

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"importchecker/shared/api/problem"
	"importchecker/shared/edition"
)

// Text reads a query parameter of at most max characters.
func (c *Call) Text(name string, max int) string {
	s := c.Parameter(name)
	if utf8.RuneCountInString(s) > max {
		c.Faults.Add("/query/"+name, problem.TooLong, max)
		return ""
	}
	return s
}

// Date reads a day, which may be left out.
func (c *Call) Date(name string) edition.Date {
	s := c.Parameter(name)
	if s == "" {
		return 0
	}
	day, err := edition.ParseDate(s)
	if err != nil {
		c.Faults.Add("/query/"+name, problem.InvalidDate)
	}
	return day
}

// Count reads a positive number, which may be left out.
func (c *Call) Count(name string, max int) int {
	s := c.Parameter(name)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > max {
		c.Faults.Add("/query/"+name, problem.OutOfRange, problem.Within(1, int64(max)))
		return 0
	}
	return n
}

// OneOf reads one of some words, which may be left out.
func (c *Call) OneOf(name string, words ...string) string {
	s := c.Parameter(name)
	if s != "" && !slices.Contains(words, s) {
		c.Faults.Add("/query/"+name, problem.NotAllowed, strings.Join(words, ", "))
		return ""
	}
	return s
}

func (c *Call) Flag(name string) bool { return c.OneOf(name, "true", "false") == "true" }

// Day reads the parameter as_of, which defaults to today.
func (c *Call) Day(now func() time.Time) edition.Date {
	s := c.Parameter("as_of")
	if s == "" {
		return c.Today(now)
	}
	day, err := edition.ParseDate(s)
	if err != nil {
		c.Faults.Add("/query/as_of", problem.InvalidDate)
	}
	return day
}
