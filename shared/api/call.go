package api

import (
	"context"
	"encoding/base64"
	"maps"
	"mime"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"importchecker/shared/edition"
)

// maxBody is how many bytes a body may have.
const maxBody = 1 << 20

// call is one request as a handler sees it: its query read, and a place for
// its errors, so that all of them are answered at once.
type call struct {
	*Request
	query  url.Values
	faults faults
}

// route makes a Handler of a function that may refuse. It knows the query
// parameters that the route takes; any other is an error.
func route(h func(context.Context, *call) (Response, *problem), parameters ...string) Handler {
	return func(ctx context.Context, req *Request) Response {
		for _, value := range req.PathParameters {
			if !utf8.ValidString(value) {
				return refusing(newProblem(NotFound))(ctx, req)
			}
		}
		c := call{Request: req}
		c.readQuery(parameters)
		res, p := h(ctx, &c)
		if p != nil {
			note(ctx).problem = p.code
			return p.response(req)
		}
		return res
	}
}

// today is the day in China when the gateway took the request: what the caller
// means by today, also when the event is handled later, or again. An event that
// does not say leaves it to the clock.
func (c *call) today(now func() time.Time) edition.Date {
	if taken := c.RequestContext.TimeEpoch; taken > 0 {
		return edition.DateOf(time.UnixMilli(taken))
	}
	return edition.DateOf(now())
}

// readQuery reads the query string. A parameter is given once and is not
// empty.
func (c *call) readQuery(known []string) {
	if c.RawQueryString == "" && len(c.QueryStringParameters) == 0 {
		return
	}
	values, err := url.ParseQuery(c.RawQueryString)
	if err != nil {
		c.faults.add("/query", InvalidQuery)
	}
	if c.RawQueryString == "" { // an event written by hand
		for name, value := range c.QueryStringParameters {
			values.Set(name, value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		pointer := "/query/" + pointerToken(name)
		switch given := values[name]; {
		case !slices.Contains(known, name):
			c.faults.add(pointer, UnknownParameter)
		case len(given) > 1:
			c.faults.add(pointer, RepeatedParameter)
		case given[0] == "":
			c.faults.add(pointer, Required)
		case !utf8.ValidString(given[0]):
			c.faults.add(pointer, InvalidQuery)
		case !printable(given[0]):
			c.faults.add(pointer, ControlCharacter)
		}
	}
	c.query = values
}

// parameter returns a query parameter; empty when it is not given or wrong.
func (c *call) parameter(name string) string {
	if c.faults.covers("/query/" + name) {
		return ""
	}
	return c.query.Get(name)
}

// limit reads how many items a page may have.
func (c *call) limit() int {
	s := c.parameter("limit")
	if s == "" {
		return defaultLimit
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxLimit {
		c.faults.add("/query/limit", OutOfRange, within(1, maxLimit))
		return defaultLimit
	}
	return n
}

// The bounds of a page.
const (
	defaultLimit = 20
	maxLimit     = 100
)

// pointerToken escapes a name for a JSON pointer (RFC 6901).
func pointerToken(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(strings.ToValidUTF8(name, "\uFFFD"))
}

// header returns a header of the request, empty when it is not there.
func header(req *Request, name string) string {
	v, _ := lookup(req, name)
	return v
}

// lookup returns a header of the request, and whether it is there. The gateway
// writes names in lower case; an event written by hand may not.
func lookup(req *Request, name string) (string, bool) {
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

// body returns the bytes of a JSON body.
func (c *call) body() ([]byte, *problem) {
	if !isJSON(header(c.Request, "content-type")) || !isIdentity(header(c.Request, "content-encoding")) {
		return nil, newProblem(UnsupportedMedia).with("accept-post", "application/json")
	}
	if !c.IsBase64Encoded {
		if len(c.Body) > maxBody {
			return nil, newProblem(BodyTooLarge)
		}
		return []byte(c.Body), nil
	}
	if base64.StdEncoding.DecodedLen(len(c.Body)) > maxBody+2 {
		return nil, newProblem(BodyTooLarge)
	}
	body, err := base64.StdEncoding.DecodeString(c.Body)
	if err != nil {
		return nil, newProblem(InvalidBase64)
	}
	if len(body) > maxBody {
		return nil, newProblem(BodyTooLarge)
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
