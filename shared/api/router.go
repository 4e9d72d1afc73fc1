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

// DefaultRoute is the key of the route that takes what no other does.
const DefaultRoute = "$default"

// router finds handlers by route key, as the gateway names it, or else by
// method and path. HEAD is answered as GET, without a body.
type router struct {
	routes   Routes
	patterns []pattern
}

// pattern is a route key taken apart.
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

// find returns the route key and handler of the request. It fills in path
// parameters that the gateway did not.
func (r *router) find(req *Request) (route string, handle Handler) {
	key := req.RouteKey
	if path, ok := strings.CutPrefix(key, http.MethodHead+" "); ok {
		key = http.MethodGet + " " + path
	}
	if h, ok := r.routes[key]; ok && key != DefaultRoute {
		return key, h
	}
	if req.RouteKey == notAnEvent {
		return notAnEvent, refusing(problem.New(problem.InvalidEvent))
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
		return methodNotAllowed, refusing(problem.New(problem.MethodNotAllow, allow).With("allow", allow))
	}
	if h, ok := r.routes[DefaultRoute]; ok {
		return DefaultRoute, h
	}
	return notFound, refusing(problem.New(problem.NotFound))
}

// What the log calls a request that has no route.
const (
	notFound         = "not found"
	methodNotAllowed = "method not allowed"
)

// methodsOf lists the methods that a path takes, as the header Allow does.
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

// Elsewhere answers what no function has a route for. It knows the keys of the
// routes of all functions: a path that is one of theirs but for a slash at its
// end is redirected, a method that a path does not take is answered with those
// that it takes, and anything else is not found.
func Elsewhere(keys []string) Handler {
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
		return refusing(p)(ctx, req)
	}
}

// redirect sends the caller to another path of this API, with the same method,
// query and body.
func redirect(req *Request, path string) Response {
	target := (&url.URL{Path: path, RawQuery: req.RawQueryString}).String()
	if strings.HasPrefix(target, "//") { // another host's
		return Respond(problem.New(problem.NotFound), req)
	}
	return Response{StatusCode: http.StatusPermanentRedirect,
		Headers: map[string]string{"location": target, "cache-control": NoStore}}
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
