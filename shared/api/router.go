package api

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"importchecker/shared/api/problem"
)

// DefaultRoute is the key of the route that takes the requests that no other takes.
const DefaultRoute = "$default"

// router finds handlers by the gateway's route key, or else by method and path.
// HEAD is answered as GET, without a body.
type router struct {
	routes   Routes
	patterns []pattern
}

// pattern is a parsed route key.
type pattern struct {
	method   string
	segments []string
	key      string
}

func newRouter(routes Routes) *router {
	keys := slices.DeleteFunc(slices.Collect(maps.Keys(routes)), func(key string) bool { return key == DefaultRoute })
	return &router{routes: routes, patterns: patternsOf(keys)}
}

// patternsOf returns the patterns of route keys, in the order of the keys.
func patternsOf(keys []string) (patterns []pattern) {
	for _, key := range slices.Sorted(slices.Values(keys)) {
		method, path, ok := strings.Cut(key, " ")
		if !ok {
			panic("route key without a path: " + key)
		}
		patterns = append(patterns, pattern{method, strings.Split(path, "/"), key})
	}
	return patterns
}

// find returns the route key and handler of the request. It fills in the path
// parameters when the gateway has not.
func (r *router) find(req *Request) (route string, handle Handler) {
	key := req.RouteKey
	if path, ok := strings.CutPrefix(key, http.MethodHead+" "); ok {
		key = http.MethodGet + " " + path
	}
	if h, ok := r.routes[key]; ok && key != DefaultRoute {
		return key, h
	}
	if req.RouteKey == notAnEvent {
		return notAnEvent, problemHandler(problem.New(problem.InvalidEvent))
	}
	method := req.RequestContext.HTTP.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	segments := strings.Split(req.RawPath, "/")
	for _, p := range r.patterns {
		if params, ok := p.match(segments); ok && p.method == method {
			req.PathParameters = params
			return p.key, r.routes[p.key]
		}
	}
	if allow := methodsOf(r.patterns, segments); allow != "" {
		return methodNotAllowed, problemHandler(problem.New(problem.MethodNotAllow, allow).With("allow", allow))
	}
	if h, ok := r.routes[DefaultRoute]; ok {
		return DefaultRoute, h
	}
	return notFound, problemHandler(problem.New(problem.NotFound))
}

// The names, in the log, of the routes of requests that have none.
const (
	notFound         = "not found"
	methodNotAllowed = "method not allowed"
)

// methodsOf returns the methods that a path takes, in the form of the header Allow.
func methodsOf(patterns []pattern, segments []string) string {
	var methods []string
	for _, p := range patterns {
		if _, ok := p.match(segments); !ok {
			continue
		}
		methods = append(methods, p.method)
		if p.method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
	}
	slices.Sort(methods)
	return strings.Join(slices.Compact(methods), ", ")
}

// Unrouted returns the handler of requests that match no route. keys are the route
// keys of all functions. A path that matches one without its trailing slash is
// redirected, a method that a path does not take is answered with the methods that
// it takes, and anything else is not found.
func Unrouted(keys []string) Handler {
	patterns := patternsOf(keys)
	return func(ctx context.Context, req *Request) Response {
		segments := strings.Split(req.RawPath, "/")
		if last := len(segments) - 1; last > 1 && segments[last] == "" && methodsOf(patterns, segments[:last]) != "" {
			return redirect(req, strings.TrimSuffix(req.RawPath, "/"))
		}
		p := problem.New(problem.NotFound)
		if allow := methodsOf(patterns, segments); allow != "" {
			p = problem.New(problem.MethodNotAllow, allow).With("allow", allow)
			for _, known := range patterns {
				if _, ok := known.match(segments); ok && known.method == req.RequestContext.HTTP.Method {
					p = problem.New(problem.NotFound) // the gateway should have asked another function
				}
			}
		}
		return problemHandler(p)(ctx, req)
	}
}

// redirect sends the caller to another path of this API, with the same method,
// query and body.
func redirect(req *Request, path string) Response {
	target := (&url.URL{Path: path, RawQuery: req.RawQueryString}).String()
	if strings.HasPrefix(target, "//") { // a path on another host
		return Respond(problem.New(problem.NotFound), req)
	}
	return Response{StatusCode: http.StatusPermanentRedirect,
		Headers: map[string]string{"location": target, "cache-control": NoStore}}
}

// problemHandler returns a handler that answers every request with a problem.
func problemHandler(p *problem.Problem) Handler {
	return func(ctx context.Context, req *Request) Response {
		Note(ctx).problem = p.Code
		return Respond(p, req)
	}
}

// match reports whether the segments of a path match the pattern, and returns the
// path parameters.
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
