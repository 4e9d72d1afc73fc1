package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

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
		metrics.record(rec, CorrelationID(&req), end)
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
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(res); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
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

func finish(res *Response, req *Request) {
	if res.Headers == nil {
		res.Headers = make(map[string]string)
	}
	if id := CorrelationID(req); id != "" {
		res.Headers["x-correlation-id"] = id
	}
	res.Headers["x-content-type-options"] = "nosniff"
}

// everyRoute names the routes of all functions. A function needs them to tell
// a method that a path does not take from a path that there is not, also where
// the path is another function's.
var everyRoute = []string{
	"DELETE /v1/lists/{list}/imports/{id}",
	"DELETE /v1/webhooks/{id}",
	"GET /healthz",
	"GET /openapi.yaml",
	"GET /readyz",
	"GET /v1/events",
	"GET /v1/lists",
	"GET /v1/lists/{list}",
	"GET /v1/lists/{list}/diff",
	"GET /v1/lists/{list}/editions/{edition}/entries",
	"GET /v1/lists/{list}/imports",
	"GET /v1/lists/{list}/imports/{id}",
	"GET /v1/lists/{list}/imports/{id}/diff",
	"GET /v1/sectors",
	"GET /v1/sectors/{code}",
	"GET /v1/submissions",
	"GET /v1/submissions/{id}",
	"GET /v1/submissions/{id}/decisions",
	"GET /v1/tariff/{code}",
	"GET /v1/webhooks",
	"GET /v1/webhooks/{id}",
	"GET /v1/webhooks/{id}/deliveries",
	"PATCH /v1/webhooks/{id}",
	"POST /v1/goods/checks",
	"POST /v1/goods/checks/batch",
	"POST /v1/lists/{list}/imports",
	"POST /v1/lists/{list}/imports/{id}/publish",
	"POST /v1/services/checks",
	"POST /v1/submissions",
	"POST /v1/webhooks",
	"POST /v1/webhooks/{id}/deliveries",
	"POST /v1/webhooks/{id}/secret",
}

// EveryRoute returns the keys of the routes of all functions, in order.
func EveryRoute() []string { return slices.Clone(everyRoute) }

// router finds handlers by route key, as the gateway names it, or else by
// method and path.
type router struct {
	routes   Routes
	patterns []pattern
}

type pattern struct {
	method   string
	segments []string
	key      string
}

func newRouter(routes Routes) *router {
	r := &router{routes: routes}
	keys := slices.AppendSeq(slices.Clone(everyRoute), maps.Keys(routes))
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		method, path, ok := strings.Cut(key, " ")
		if !ok {
			panic("route key without a path: " + key)
		}
		r.patterns = append(r.patterns, pattern{method, strings.Split(path, "/"), key})
	}
	return r
}

// find returns the route key and handler of the request. Path parameters that
// the gateway did not fill in are.
func (r *router) find(req *Request) (route string, handle Handler) {
	if h, ok := r.routes[req.RouteKey]; ok {
		return req.RouteKey, h
	}
	if req.RouteKey == notAnEvent {
		return notAnEvent, refusing(problem.New(problem.InvalidEvent))
	}
	method := req.RequestContext.HTTP.Method
	segments := strings.Split(req.RawPath, "/")
	var allowed []string
	for _, p := range r.patterns {
		params, ok := p.match(segments)
		switch {
		case !ok:
		case p.method != method:
			allowed = append(allowed, p.method)
		case r.routes[p.key] == nil: // another function's, which the gateway asks
			return "not found", refusing(problem.New(problem.NotFound))
		default:
			req.PathParameters = params
			return p.key, r.routes[p.key]
		}
	}
	if len(allowed) > 0 {
		allow := strings.Join(allowed, ", ")
		return "method not allowed", refusing(problem.New(problem.MethodNotAllow, allow).With("allow", allow))
	}
	return "not found", refusing(problem.New(problem.NotFound))
}

func refusing(p *problem.Problem) Handler {
	return func(ctx context.Context, req *Request) Response {
		Note(ctx).problem = p.Code
		return Respond(p, req)
	}
}

// match compares the segments of a path, and returns what stands for the
// parameters.
func (p *pattern) match(segments []string) (params map[string]string, ok bool) {
	if len(segments) != len(p.segments) {
		return nil, false
	}
	for i, want := range p.segments {
		name, isParam := strings.CutPrefix(want, "{")
		if !isParam {
			if segments[i] != want {
				return nil, false
			}
			continue
		}
		value, err := url.PathUnescape(segments[i])
		if err != nil || value == "" {
			return nil, false
		}
		if params == nil {
			params = make(map[string]string)
		}
		params[strings.TrimSuffix(name, "}")] = value
	}
	return params, true
}
