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

// A Function answers events. lambda.Start takes it, and a local server calls it
// with each request. Its error is always nil, so that the platform does not retry.
type Function func(context.Context, Request) (Response, error)

// Serve returns the function of the routes. It finds the route, shortens the
// deadline so that there is time to answer, turns a panic into a problem, adds
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
		ctx, cancel := withAnswerTime(ctx)
		defer cancel()
		rec := &record{now: now, last: start}
		route, handle := router.find(&req)
		res := handleSafely(context.WithValue(ctx, recordKey{}, rec), handle, &req)
		finish(&res, &req)
		end := now()
		rec.log(ctx, log, route, &req, &res, end.Sub(start))
		metrics.record(rec, end)
		return res, nil
	}
}

// Invoke implements lambda.Handler: it answers an event in JSON. An event that is
// no request of an HTTP API is answered with a problem and does not end the
// function.
func (f Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var req Request
	if err := json.Unmarshal(payload, &req); err != nil || isOtherEvent(&req) {
		// A partly decoded event is not used.
		req = Request{RouteKey: notAnEvent}
	}
	res, err := f(ctx, req)
	if err != nil {
		return nil, err
	}
	return appendResponse(make([]byte, 0, len(res.Body)+strings.Count(res.Body, `"`)+1024), &res), nil
}

// appendResponse appends the response in the JSON that the gateway reads. It writes
// only the members that the routes fill in.
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

// appendQuoted appends a JSON string, with invalid UTF-8 replaced. It is fast for
// bodies, which are JSON themselves: a quotation mark every few characters and
// nothing else to escape.
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

// notAnEvent is the route, in the log, of an event that is no request of an HTTP API.
const notAnEvent = "no HTTP API event"

// isOtherEvent reports whether an event is no request of an HTTP API: API Gateway
// always fills in one of these fields.
func isOtherEvent(req *Request) bool {
	return req.RouteKey == "" && req.RawPath == "" && req.RequestContext.HTTP.Method == ""
}

// AnswerTime is the part of a function's time that is reserved for the answer: the
// deadline of a handler is that much earlier. When the store does not answer, the
// caller then gets a 503 before the platform kills the function.
const AnswerTime = 800 * time.Millisecond

func withAnswerTime(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return ctx, func() {}
	}
	return context.WithDeadline(ctx, deadline.Add(-min(AnswerTime, time.Until(deadline)/4)))
}

// handleSafely calls the handler. It answers a panic with an internal problem, whose
// detail goes only to the log.
func handleSafely(ctx context.Context, handle Handler, req *Request) (res Response) {
	defer func() {
		if v := recover(); v != nil {
			Note(ctx).Failure = fmt.Sprintf("panic: %v\n%s", v, debug.Stack())
			res = Respond(problem.New(problem.Internal), req)
		}
	}()
	return handle(ctx, req)
}

// finish adds the headers that every answer has, removes the body for HEAD, and
// compresses it when the caller accepts that.
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
