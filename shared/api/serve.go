package api

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// Serve returns the function that lambda.Start, or a local server, calls with
// each event. It finds the route, turns a panic into a problem, adds the
// headers that every answer has, and logs one line. Its error is always nil:
// nothing that a request can cause is worth a retry by the platform.
func Serve(routes Routes, log *slog.Logger, now func() time.Time) func(context.Context, Request) (Response, error) {
	router := newRouter(routes)
	return func(ctx context.Context, req Request) (Response, error) {
		start := now()
		rec := &record{}
		route, handle := router.find(&req)
		res := guarded(context.WithValue(ctx, recordKey{}, rec), handle, &req)
		finish(&res, &req)
		rec.log(ctx, log, route, &req, &res, now().Sub(start))
		return res, nil
	}
}

// guarded calls the handler. A panic is answered as an internal problem, and
// its detail goes to the log alone.
func guarded(ctx context.Context, handle Handler, req *Request) (res Response) {
	defer func() {
		if v := recover(); v != nil {
			note(ctx).failure = fmt.Sprintf("panic: %v\n%s", v, debug.Stack())
			res = newProblem(Internal).response(req)
		}
	}()
	return handle(ctx, req)
}

func finish(res *Response, req *Request) {
	if res.Headers == nil {
		res.Headers = make(map[string]string)
	}
	if id := correlation(req); id != "" {
		res.Headers["x-correlation-id"] = id
	}
	res.Headers["x-content-type-options"] = "nosniff"
}

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
	for _, key := range slices.Sorted(maps.Keys(routes)) {
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
	method := req.RequestContext.HTTP.Method
	segments := strings.Split(req.RawPath, "/")
	var allowed []string
	for _, p := range r.patterns {
		params, ok := p.match(segments)
		switch {
		case !ok:
		case p.method == method:
			req.PathParameters = params
			return p.key, r.routes[p.key]
		default:
			allowed = append(allowed, p.method)
		}
	}
	if len(allowed) > 0 {
		allow := strings.Join(allowed, ", ")
		return "method not allowed", refusing(newProblem(MethodNotAllow, allow).with("allow", allow))
	}
	return "not found", refusing(newProblem(NotFound))
}

func refusing(p *problem) Handler {
	return func(ctx context.Context, req *Request) Response {
		note(ctx).problem = p.code
		return p.response(req)
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

// record is what the log line of a request says beyond the request itself.
// It never holds a body, a token or a name.
type record struct {
	problem    Code
	failure    string // what failed inside
	submission string
	verdicts   []string // channel=verdict
	reasons    []string // codes, each once
}

type recordKey struct{}

// note returns the record of the request that ctx belongs to.
func note(ctx context.Context) *record {
	if rec, ok := ctx.Value(recordKey{}).(*record); ok {
		return rec
	}
	return &record{}
}

func (rec *record) log(ctx context.Context, log *slog.Logger, route string, req *Request, res *Response, took time.Duration) {
	level := slog.LevelInfo
	if res.StatusCode >= 500 {
		level = slog.LevelError
	}
	if !log.Enabled(ctx, level) {
		return
	}
	attrs := append(make([]slog.Attr, 0, 10),
		slog.String("route", route),
		slog.Int("status", res.StatusCode),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000),
		slog.String("correlation_id", correlation(req)))
	if rec.problem != "" {
		attrs = append(attrs, slog.String("problem", string(rec.problem)))
	}
	if rec.failure != "" {
		attrs = append(attrs, slog.String("error", rec.failure))
	}
	if rec.submission != "" {
		attrs = append(attrs, slog.String("submission", rec.submission))
	}
	if len(rec.verdicts) > 0 {
		attrs = append(attrs,
			slog.String("verdicts", strings.Join(rec.verdicts, " ")),
			slog.String("reasons", strings.Join(rec.reasons, " ")))
	}
	log.LogAttrs(ctx, level, "request", attrs...)
}
