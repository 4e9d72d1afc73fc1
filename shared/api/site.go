package api

import (
	"context"
	_ "embed"
)

// NewSite returns the routes of the function serve-site, which stands on
// nothing.
func NewSite() Routes {
	return Routes{
		"GET /healthz":      route(alive),
		"GET /openapi.yaml": route(contractDocument),
	}
}

//go:embed openapi.yaml
var openAPI string

// contractDocument answers with the description of this API.
func contractDocument(_ context.Context, c *call) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	return tagged(c.Request, Response{
		StatusCode: 200,
		Headers:    map[string]string{"content-type": typeYAML, "cache-control": revalidate},
		Body:       openAPI,
	}), nil
}

// alive answers as long as the process does.
func alive(_ context.Context, c *call) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	w := newWriter()
	w.begin('{')
	w.str("status", "ok")
	w.end('}')
	return answer(200, w, keepNot), nil
}
