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

// MaxBody is how many bytes a body may have.
const MaxBody = 1 << 20

// Call is one request as a handler sees it: its query read, and a place for
// its errors, so that all of them are answered at once.
type Call struct {
	*Request
	query   url.Values
	Faults  problem.Faults
	table   *table.Table // what the answer is as a table; see Tabled
	asTable bool         // the caller asks for that
}

// Route makes a Handler of a function that may refuse. It knows the query
// parameters that the route takes; any other is an error.
func Route(h func(context.Context, *Call) (Response, *problem.Problem), parameters ...string) Handler {
	return func(ctx context.Context, req *Request) Response {
		for _, value := range req.PathParameters {
			if !utf8.ValidString(value) {
				return refusing(problem.New(problem.NotFound))(ctx, req)
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

// Today is the day in China when the gateway took the request: what the caller
// means by today, also when the event is handled later, or again. An event that
// does not say leaves it to the clock.
func (c *Call) Today(now func() time.Time) edition.Date {
	if taken := c.RequestContext.TimeEpoch; taken > 0 {
		return edition.DateOf(time.UnixMilli(taken))
	}
	return edition.DateOf(now())
}

// readQuery reads the query string. A parameter is given once and is not
// empty.
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

// Parameter returns a query parameter; empty when it is not given or wrong.
func (c *Call) Parameter(name string) string {
	if c.Faults.Covers("/query/" + name) {
		return ""
	}
	return c.query.Get(name)
}

// Limit reads how many items a page may have.
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

// Header returns a header of the request, empty when it is not there.
func Header(req *Request, name string) string {
	v, _ := Lookup(req, name)
	return v
}

// Lookup returns a header of the request, and whether it is there. The gateway
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
