package api

import (
	"context"
	"encoding/base64"
	"maps"
	"mime"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"importchecker/shared/api/problem"
	"importchecker/shared/api/shape"
	"importchecker/shared/api/table"
	"importchecker/shared/edition"
)

// MaxBody is the largest size of a JSON body, in bytes.
const MaxBody = 1 << 20

// Call is one request as a handler sees it, with its query parsed. It collects
// the errors of the request, so that one answer lists all of them.
type Call struct {
	*Request
	query   url.Values
	Faults  problem.Faults
	table   *table.Table // how the answer is written as a table; see OfferTable
	asTable bool         // the caller asks for the table
}

// Route makes a Handler of a function that may return a problem. parameters are
// the query parameters that the route takes; any other is an error.
func Route(h func(context.Context, *Call) (Response, *problem.Problem), parameters ...string) Handler {
	return func(ctx context.Context, req *Request) Response {
		for _, value := range req.PathParameters {
			if !utf8.ValidString(value) {
				return problemHandler(problem.New(problem.NotFound))(ctx, req)
			}
		}
		c := Call{Request: req}
		c.readQuery(parameters)
		l := c.Language()
		res, p := h(ctx, &c)
		if p != nil {
			Note(ctx).problem = p.Code
			return Respond(p, req)
		}
		inLanguage(&res, l)
		c.export(ctx, &res)
		return res
	}
}

// Today returns the day in China on which the gateway received the request, so
// that an event that is handled later, or again, has the same day. For an event
// without a time it is the day of the clock.
func (c *Call) Today(now func() time.Time) edition.Date {
	if taken := c.RequestContext.TimeEpoch; taken > 0 {
		return edition.DateOf(time.UnixMilli(taken))
	}
	return edition.DateOf(now())
}

// readQuery parses the query string. An empty or repeated parameter is a fault,
// and so is one that is not in known.
func (c *Call) readQuery(known []string) {
	if c.RawQueryString == "" && len(c.QueryStringParameters) == 0 {
		return
	}
	values, err := url.ParseQuery(c.RawQueryString)
	if err != nil {
		c.Faults.Add("/query", problem.InvalidQuery)
	}
	if c.RawQueryString == "" { // an event written by hand
		for name, value := range c.QueryStringParameters {
			values.Set(name, value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		pointer := "/query/" + PointerToken(name)
		switch given := values[name]; {
		case name != langParameter && !slices.Contains(known, name):
			c.Faults.Add(pointer, problem.UnknownParameter)
		case len(given) > 1:
			c.Faults.Add(pointer, problem.RepeatedParameter)
		case given[0] == "":
			c.Faults.Add(pointer, problem.Required)
		case !utf8.ValidString(given[0]):
			c.Faults.Add(pointer, problem.InvalidQuery)
		case !shape.Printable(given[0]):
			c.Faults.Add(pointer, problem.ControlCharacter)
		}
	}
	c.query = values
}

// Parameter returns a query parameter; empty when it is absent or invalid.
func (c *Call) Parameter(name string) string {
	if c.Faults.Covers("/query/" + name) {
		return ""
	}
	return c.query.Get(name)
}

// Limit reads the parameter limit, which bounds the items of a page.
func (c *Call) Limit() int {
	n := c.Count("limit", maxLimit)
	if n == 0 {
		return defaultLimit
	}
	return n
}

// The bounds of a page.
const (
	defaultLimit = 20
	maxLimit     = 100
)

// PointerToken escapes a name for a JSON pointer (RFC 6901).
func PointerToken(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(strings.ToValidUTF8(name, "\uFFFD"))
}

// Header returns a header of the request, empty when it is absent.
func Header(req *Request, name string) string {
	v, _ := Lookup(req, name)
	return v
}

// Lookup returns a header of the request, and whether it is present. The gateway
// writes names in lower case; an event written by hand may not.
func Lookup(req *Request, name string) (string, bool) {
	if v, ok := req.Headers[name]; ok {
		return v, true
	}
	for k, v := range req.Headers {
		if strings.EqualFold(k, name) {
			return v, true
		}
	}
	return "", false
}

// ReadBody returns the bytes of a JSON body.
func (c *Call) ReadBody() ([]byte, *problem.Problem) {
	if !isJSON(Header(c.Request, "content-type")) || !isIdentity(Header(c.Request, "content-encoding")) {
		return nil, problem.New(problem.UnsupportedMedia).With("accept-post", "application/json")
	}
	if !c.IsBase64Encoded {
		if len(c.Body) > MaxBody {
			return nil, problem.New(problem.BodyTooLarge)
		}
		return []byte(c.Body), nil
	}
	if base64.StdEncoding.DecodedLen(len(c.Body)) > MaxBody+2 {
		return nil, problem.New(problem.BodyTooLarge)
	}
	body, err := base64.StdEncoding.DecodeString(c.Body)
	if err != nil {
		return nil, problem.New(problem.InvalidBase64)
	}
	if len(body) > MaxBody {
		return nil, problem.New(problem.BodyTooLarge)
	}
	return body, nil
}

func isJSON(contentType string) bool {
	if contentType == "application/json" {
		return true
	}
	media, params, err := mime.ParseMediaType(contentType)
	charset, given := params["charset"]
	return err == nil && media == "application/json" && (!given || strings.EqualFold(charset, "utf-8"))
}

func isIdentity(contentEncoding string) bool {
	return contentEncoding == "" || strings.EqualFold(contentEncoding, "identity")
}
