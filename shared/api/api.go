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

// Handler answers one request. It has no error to return: what goes wrong is
// answered as a problem, and its inner detail is noted for the log.
type Handler func(ctx context.Context, req *Request) Response

// Routes maps API Gateway's route keys, such as "GET /v1/lists/{list}", to
// their handlers.
type Routes map[string]Handler

// Merge returns the routes of several functions as one, for a server that
// stands in for all of them. No two functions share a route.
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

// How long an answer may be kept. Reference data is asked for again with its
// ETag, since the day may change the answer; what belongs to a seller, and
// decisions, are not kept.
const (
	Revalidate = "no-cache"
	NoStore    = "no-store"
)

// MaxAnswer is how large an answer of many parts may grow. A function may
// return 6 MB, in which the body is a JSON string and takes more room.
const MaxAnswer = 4 << 20

// Answer is the response with a JSON body.
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
