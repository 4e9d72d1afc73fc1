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

// New returns the routes of the function serve-site: the web page, the contract and
// the health check. It also answers for every path that no other function has.
func New(s page.SignIn) api.Routes {
	routes := api.Routes{
		"GET /healthz":      api.Route(health),
		"GET /openapi.yaml": api.Route(contractDocument),
		api.DefaultRoute:    api.Unrouted(contractRoutes(api.OpenAPI)),
	}
	for key, handle := range page.Routes(s, notFound) {
		routes[key] = handle
	}
	return routes
}

// notFound answers for a file that the page does not have.
func notFound(_ context.Context, req *api.Request) api.Response {
	return api.Refuse(req, problem.NotFound)
}

// contractRoutes returns the keys of the routes that the contract describes. It reads
// only the lines with the document's paths and their methods.
func contractRoutes(contract string) (keys []string) {
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

// methods are the HTTP methods that are used here, as OpenAPI names them.
var methods = []string{"get", "post", "put", "patch", "delete"}

// contractDocument answers with the OpenAPI document of this API.
func contractDocument(_ context.Context, c *api.Call) (api.Response, *problem.Problem) {
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	return api.WithETag(c.Request, api.Response{
		StatusCode: 200,
		Headers:    map[string]string{"content-type": api.TypeYAML, "cache-control": api.Revalidate},
		Body:       api.OpenAPI,
	}), nil
}

// health answers 200 whenever the process runs.
func health(_ context.Context, c *api.Call) (api.Response, *problem.Problem) {
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	w := wire.New()
	w.Begin('{')
	w.Str("status", "ok")
	w.End('}')
	return api.Answer(200, w, api.NoStore), nil
}
