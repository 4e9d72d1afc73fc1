package api

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/go-json-experiment/json/jsontext"

	"importchecker/shared/api/problem"
)

// A Function answers events: lambda.Start takes it as it is, and a local server
// calls it with each request. Its error is always nil: nothing that a request
// can cause is worth a retry by the platform.
type Function func(context.Context, Request) (Response, error)

// Serve returns the function of the routes. It finds the route, sees to it
// that there is time left for an answer, turns a panic into a problem, adds
// the headers that every answer has, and logs one line for each request and
// decision. Metrics may be nil.
func Serve(routes Routes, log *slog.Logger, now func() time.Time, metrics *Metrics) Function {
	router := newRouter(routes)
	return func(ctx context.Context, req Request) (Response, error) {
		start := now()
		if req.RequestContext.RequestID == "" { // the event was made by hand
			if lc, ok := lambdacontext.FromContext(ctx); ok {
				req.RequestContext.RequestID = lc.AwsRequestID
			}
		}
		ctx, cancel := timeToAnswer(ctx)
		defer cancel()
		rec := &record{now: now, last: start}
		route, handle := router.find(&req)
		res := guarded(context.WithValue(ctx, recordKey{}, rec), handle, &req)
		finish(&res, &req)
		end := now()
		rec.log(ctx, log, route, &req, &res, end.Sub(start))
		metrics.record(rec, end)
		return res, nil
	}
}

// Invoke answers an event in JSON: it implements lambda.Handler. What is no
// request of an HTTP API is answered with a problem, like any other request
// that cannot be read, and does not end the function.
func (f Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var req Request
	if err := json.Unmarshal(payload, &req); err != nil || strange(&req) {
		// Whatever was read of it is not to be relied on.
		req = Request{RouteKey: notAnEvent}
	}
	res, err := f(ctx, req)
	if err != nil {
		return nil, err
	}
	return appendResponse(make([]byte, 0, len(res.Body)+strings.Count(res.Body, `"`)+1024), &res), nil
}

// appendResponse appends the response as the gateway reads it. Of its members it
// writes those that the routes fill in.
func appendResponse(b []byte, res *Response) []byte {
	b = strconv.AppendInt(append(b, `{"statusCode":`...), int64(res.StatusCode), 10)
	b = append(b, `,"headers":{`...)
	for i, name := range slices.Sorted(maps.Keys(res.Headers)) {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendQuoted(append(appendQuoted(b, name), ':'), res.Headers[name])
	}
	b = appendQuoted(append(b, `},"body":`...), res.Body)
	if res.IsBase64Encoded {
		b = append(b, `,"isBase64Encoded":true`...)
	}
	return append(b, '}')
}

// appendQuoted appends a JSON string. What is no UTF-8 is replaced. A body is JSON
// itself, with a quotation mark every few characters and nothing else to escape.
func appendQuoted(b []byte, s string) []byte {
	from, begun := 0, len(b)
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(append(b, s[from:i]...), '\\', c)
			from = i + 1
		case c < ' ':
			b, _ = jsontext.AppendQuote(b[:begun], s)
			return b
		}
	}
	if !utf8.ValidString(s) {
		b, _ = jsontext.AppendQuote(b[:begun], s)
		return b
	}
	return append(append(b, s[from:]...), '"')
}

// notAnEvent stands for the route of what is no request of an HTTP API.
const notAnEvent = "no HTTP API event"

// strange reports whether an event is of another kind: API Gateway always
// fills in one of these.
func strange(req *Request) bool {
	return req.RouteKey == "" && req.RawPath == "" && req.RequestContext.HTTP.Method == ""
}

// AnswerTime is how much of a function's time is kept back for the answer: a
// handler's own time ends that much earlier. A store that does not answer then
// makes a 503, and not a function that the platform kills.
const AnswerTime = 800 * time.Millisecond

func timeToAnswer(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return ctx, func() {}
	}
	return context.WithDeadline(ctx, deadline.Add(-min(AnswerTime, time.Until(deadline)/4)))
}

// guarded calls the handler. A panic is answered as an internal problem, and
// its detail goes to the log alone.
func guarded(ctx context.Context, handle Handler, req *Request) (res Response) {
	defer func() {
		if v := recover(); v != nil {
			Note(ctx).Failure = fmt.Sprintf("panic: %v\n%s", v, debug.Stack())
			res = Respond(problem.New(problem.Internal), req)
		}
	}()
	return handle(ctx, req)
}

// finish adds the headers that every answer has, and puts the body into the form
// that the caller asks for.
func finish(res *Response, req *Request) {
	if res.Headers == nil {
		res.Headers = make(map[string]string)
	}
	if id := CorrelationID(req); id != "" {
		res.Headers["x-correlation-id"] = id
	}
	res.Headers["x-content-type-options"] = "nosniff"
	if req.RequestContext.HTTP.Method == http.MethodHead {
		res.Body, res.IsBase64Encoded = "", false
		return
	}
	compress(res, req)
}
