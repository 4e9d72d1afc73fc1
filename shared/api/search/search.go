package search

import (
	"context"
	"strings"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/question"
	"importchecker/shared/api/table"
	"importchecker/shared/api/wire"
	"importchecker/shared/eligibility"
	"importchecker/shared/search"
	"importchecker/shared/tariff"
)

// Handlers serves the search of the tariff.
type Handlers struct {
	Checker func() *eligibility.Checker
	Words   *search.Engine
	Now     func() time.Time
}

// New returns the routes of the function search-tariff.
func New(h Handlers) api.Routes {
	return api.Routes{
		"GET /v1/tariff": api.Route(h.search, "q", "category", "attributes", "within", "level", "limit", "as_of",
			api.FormatParameter),
	}
}

// foundTable is the table of an answer: the codes that were found, or the chapters.
var foundTable = table.Table{
	Rows: []table.Rows{{Path: "items"}, {Path: "chapters"}},
	Columns: []table.Column{
		table.Col("hs_code"), table.Col("level"), table.Col("name_zh"), table.Col("name_en"), table.Col("score"),
		table.Col("confidence"),
		table.Col("matched"), table.Col("excludes"), table.Col("lines"), {Name: "mfn", Path: "rates.mfn"},
		{Name: "provisional", Path: "rates.provisional"}, {Name: "vat", Path: "rates.vat"},
		{Name: "consumption_tax", Path: "rates.consumption_tax"}, {Name: "listed_in", Path: "lists[status=listed].list"}},
}

// The bounds of a query, in characters.
const (
	maxWords      = 2000
	maxCategory   = 500
	maxAttributes = 8000
	maxWithin     = 1000
)

// search answers with the codes that words may mean; without words, with the
// chapters, from which a reader can browse to the codes.
func (h Handlers) search(_ context.Context, c *api.Call) (api.Response, *problem.Problem) {
	c.OfferTable(foundTable)
	day, q := c.Day(h.Now), readQuery(c)
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	schedule, ok := h.Checker().Tariff().At(day)
	if !ok {
		return api.Response{}, problem.New(problem.NoTariffEdition, day.String(), tariffEditions(h.Checker()))
	}
	if q.Words == "" {
		return chapters(c, schedule, day), nil
	}
	for _, code := range q.Within {
		if lo, hi := schedule.Range(code); lo == hi {
			return api.Response{}, problem.New(problem.CodeUnknown, code, schedule.Edition().ID)
		}
	}
	found := h.Words.Ask(schedule, &q)
	w := wire.In(c.Language())
	answer{Writer: w, table: schedule, day: day, query: &q, call: c, words: h.Words}.write(&found, h.Checker().Catalogue())
	return api.WithETag(c.Request, api.Answer(200, w, api.Revalidate)), nil
}

// tariffEditions returns the ids of the editions of the tariff, for a sentence.
func tariffEditions(checker *eligibility.Checker) string {
	var ids []string
	for _, t := range checker.Tariff().Tables() {
		ids = append(ids, t.Edition().ID)
	}
	return strings.Join(ids, ", ")
}

// readQuery reads the parameters. For codes within one subheading it searches for
// declarable codes, unless level says otherwise.
func readQuery(c *api.Call) search.Query {
	q := search.Query{
		Words:      c.Text("q", maxWords),
		Category:   c.Text("category", maxCategory),
		Attributes: c.Text("attributes", maxAttributes),
		Level:      tariff.Subheading,
		Limit:      c.Limit(),
	}
	narrowed := q.Category != "" || q.Attributes != "" || c.Parameter("within") != "" || c.Parameter("level") != ""
	if q.Words == "" && narrowed && !c.Faults.Covers("/query/q") || q.Words != "" && strings.TrimSpace(q.Words) == "" {
		c.Faults.Add("/query/q", problem.Required)
	}
	if within := c.Text("within", maxWithin); within != "" {
		for code := range strings.SplitSeq(within, ",") {
			q.Within = append(q.Within, question.ReadCode(&c.Faults, "/query/within", code))
		}
		if oneSubheading(q.Within) {
			q.Level = tariff.Declarable
		}
	}
	switch c.OneOf("level", "6", "8", "10") {
	case "6":
		q.Level = tariff.Subheading
	case "8":
		q.Level = tariff.TariffLine
	case "10":
		q.Level = tariff.Declarable
	}
	return q
}

func oneSubheading(codes []tariff.Code) bool {
	for _, c := range codes {
		if c.Level() < tariff.Subheading || c.At(tariff.Subheading) != codes[0].At(tariff.Subheading) {
			return false
		}
	}
	return true
}
