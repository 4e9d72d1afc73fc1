package site

import (
	"context"
	"slices"
	"strings"

	"importchecker/shared/api"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/wire"
	"importchecker/shared/page"
)

// New returns the routes of the function serve-site: the web page, the contract, and
// a sign of life. It also answers for every path that is no other function's.
func New(s page.SignIn) api.Routes {
	routes := api.Routes{
		"GET /healthz":      api.Route(alive),
		"GET /openapi.yaml": api.Route(contractDocument),
		api.DefaultRoute:    api.Elsewhere(described(api.OpenAPI)),
	}
	for key, handle := range page.Routes(s, absent) {
		routes[key] = handle
	}
	return routes
}

// absent answers for a file of the page that there is not.
func absent(_ context.Context, req *api.Request) api.Response {
	return api.Refuse(req, problem.NotFound)
}

// described returns the keys of the routes that the contract describes. It reads
// the lines of the document's paths and their methods alone.
func described(contract string) (keys []string) {
	_, paths, _ := strings.Cut(contract, "\npaths:\n")
	path := ""
	for line := range strings.Lines(paths) {
		line = strings.TrimRight(line, "\r\n")
		name, isMember := strings.CutSuffix(line, ":")
		switch {
		case line != "" && line[0] != ' ' && line[0] != '#':
			return keys // the next part of the document
		case !isMember:
		case strings.HasPrefix(name, "  /"):
			path = strings.TrimSpace(name)
		case strings.HasPrefix(name, "    ") && slices.Contains(methods, name[4:]):
			keys = append(keys, strings.ToUpper(name[4:])+" "+path)
		}
	}
	return keys
}

// methods are the names that OpenAPI has for methods, of those used here.
var methods = []string{"get", "post", "put", "patch", "delete"}

// contractDocument answers with the description of this API.
func contractDocument(_ context.Context, c *api.Call) (api.Response, *problem.Problem) {
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	return api.Tagged(c.Request, api.Response{
		StatusCode: 200,
		Headers:    map[string]string{"content-type": api.TypeYAML, "cache-control": api.Revalidate},
		Body:       api.OpenAPI,
	}), nil
}

// alive answers as long as the process does.
func alive(_ context.Context, c *api.Call) (api.Response, *problem.Problem) {
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	w := wire.New()
	w.Begin('{')
	w.Str("status", "ok")
	w.End('}')
	return api.Answer(200, w, api.NoStore), nil
}
