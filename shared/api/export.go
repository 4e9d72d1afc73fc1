package api

import (
	"context"
	"encoding/json"
	"net/url"

	"importchecker/shared/api/accept"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/table"
)

// FormatParameter is the query parameter that chooses between JSON and CSV. It takes
// precedence over the header Accept.
const FormatParameter = "format"

const typeCSV = "text/csv; charset=utf-8"

// OfferTable declares that the answer is available as a table, and reports whether
// the caller asks for the table.
func (c *Call) OfferTable(t table.Table) bool {
	c.table = &t
	switch c.OneOf(FormatParameter, "json", "csv") {
	case "csv":
		c.asTable = true
	case "":
		c.asTable = accept.Choose(Header(c.Request, "accept"), "application/json", "text/csv") == "text/csv"
	}
	return c.asTable
}

// export replaces a JSON answer by its table when the caller asks for the table.
func (c *Call) export(ctx context.Context, res *Response) {
	if c.table == nil || res.StatusCode != 200 {
		return
	}
	vary(res, "accept")
	if !c.asTable {
		return
	}
	body, err := c.table.CSV([]byte(res.Body))
	if err != nil {
		Note(ctx).Failure = err.Error()
		*res = Respond(problem.New(problem.Internal), c.Request)
		return
	}
	if next := c.nextPage(res.Body); next != "" {
		res.Headers["link"] = "<" + next + `>; rel="next"`
	}
	res.Body = body
	res.Headers["content-type"] = typeCSV
	delete(res.Headers, "etag") // it is the tag of the JSON
}

// nextPage returns the address of the next page of a collection, for the header
// Link: a table has no member for it.
func (c *Call) nextPage(answer string) string {
	var page struct {
		Next string `json:"next_cursor"`
	}
	if json.Unmarshal([]byte(answer), &page) != nil || page.Next == "" {
		return ""
	}
	query := url.Values{}
	for name, values := range c.query {
		query[name] = values
	}
	query.Set("cursor", page.Next)
	return (&url.URL{Path: c.RawPath, RawQuery: query.Encode()}).String()
}
