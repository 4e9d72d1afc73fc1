package site

import (
	"context"

	"importchecker/shared/api"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/wire"
)

// New returns the routes of the function serve-site, which stands on
// nothing.
func New() api.Routes {
	return api.Routes{
		"GET /healthz":      api.Route(alive),
		"GET /openapi.yaml": api.Route(contractDocument),
	}
}

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
