package api

import (
	"context"
	_ "embed"
	"maps"

	"github.com/aws/aws-lambda-go/events"

	"importchecker/shared/api/language"
	"importchecker/shared/api/wire"
)

// Request and Response are what API Gateway's HTTP API exchanges with a
// function, in payload format 2.0.
type (
	Request  = events.APIGatewayV2HTTPRequest
	Response = events.APIGatewayV2HTTPResponse
)

// Handler answers one request. It returns no error: errors are answered as problems,
// and their internal detail is noted for the log.
type Handler func(ctx context.Context, req *Request) Response

// Routes maps API Gateway's route keys, such as "GET /v1/lists/{list}", to
// their handlers.
type Routes map[string]Handler

// Merge returns the routes of several functions as one map, for a server that
// serves all of them. No two functions share a route.
func Merge(parts ...Routes) Routes {
	all := Routes{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}

const (
	typeJSON    = "application/json; charset=utf-8"
	typeProblem = "application/problem+json; charset=utf-8"
	TypeYAML    = "application/yaml; charset=utf-8"
	TypeText    = "text/plain; charset=utf-8"
)

// The values of Cache-Control. Reference data is revalidated with its ETag,
// since the answer may change with the day; decisions and what belongs to a
// seller are not cached.
const (
	Revalidate = "no-cache"
	NoStore    = "no-store"
)

// MaxAnswer is the largest size in bytes of an answer with many parts. A function
// may return 6 MB, in which the body is an escaped JSON string.
const MaxAnswer = 4 << 20

// Answer returns a response with a JSON body.
func Answer(status int, w *wire.Writer, cache string) Response {
	headers := map[string]string{"content-type": typeJSON, "cache-control": cache}
	if l := w.Language(); l != language.Both {
		headers["content-language"], headers["vary"] = l.Header(), "accept-language"
	}
	return Response{StatusCode: status, Headers: headers, Body: w.Done()}
}

// OpenAPI is the contract of this API.
//
//go:embed openapi.yaml
var OpenAPI string
