package main

import (
	"bytes"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/byname"
	"importchecker/shared/api/goods"
	"importchecker/shared/api/reference"
	"importchecker/shared/api/services"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/search/learned"
)

// builtIn returns a checker with the built-in lists.
func builtIn() *eligibility.Checker { return eligibility.NewChecker(list.BuiltIn()) }

// names returns the search for goods by name.
func names() *byname.Search { return byname.New(learned.Engine()) }

// inProcess returns an HTTP client whose requests are handled in this process, by the same handlers as on a
// server.
func inProcess() *http.Client {
	checker := builtIn()
	now := func() *eligibility.Checker { return checker }
	routes := api.Merge(
		goods.New(goods.Handlers{Checker: now, Names: names(), Now: time.Now}),
		services.New(services.Handlers{Checker: now, Now: time.Now}),
		reference.New(reference.Handlers{Checker: now, Now: time.Now}),
	)
	return &http.Client{Transport: transport{api.Serve(routes, slog.New(slog.DiscardHandler), time.Now, nil)}}
}

type transport struct{ serve api.Function }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	var req api.Request
	req.RawPath, req.RawQueryString = r.URL.EscapedPath(), r.URL.RawQuery
	req.RequestContext.HTTP.Method = r.Method
	req.Headers = make(map[string]string)
	for name := range r.Header {
		req.Headers[strings.ToLower(name)] = r.Header.Get(name)
	}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		req.Body = string(body)
	}
	res, err := t.serve(r.Context(), req)
	if err != nil {
		return nil, err
	}
	body := []byte(res.Body)
	if res.IsBase64Encoded {
		if body, err = base64.StdEncoding.DecodeString(res.Body); err != nil {
			return nil, err
		}
	}
	header := make(http.Header)
	for name, value := range res.Headers {
		header.Set(name, value)
	}
	return &http.Response{
		StatusCode: res.StatusCode, Status: http.StatusText(res.StatusCode), Header: header, Request: r,
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}
