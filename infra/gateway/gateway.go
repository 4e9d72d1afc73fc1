package gateway

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"importchecker/shared/api"
	"importchecker/shared/api/problem"
	"importchecker/shared/auth"
)

// maxBody is the largest request body that API Gateway accepts.
const maxBody = 10 << 20

// A Handler handles an event, as a function does.
type Handler func(context.Context, api.Request) (api.Response, error)

// An Authorizer authorizes a request by its token, as the authorizer's function does.
type Authorizer func(context.Context, auth.Request) (auth.Response, error)

// endpoint is a route with its handler.
type endpoint struct {
	Route
	timeout time.Duration
	handle  Handler
}

// A Gateway emulates API Gateway.
type Gateway struct {
	routes    router
	fallback  *endpoint // of $default
	authorize Authorizer
	cors      CORS
	now       func() time.Time
	log       *slog.Logger

	run      string // distinguishes the request ids of this run from those of others
	requests atomic.Uint64
}

// New serves the routes of the template. handlers has the handler of each function with routes, by its folder.
func New(t *Template, handlers map[string]Handler, a Authorizer, now func() time.Time, log *slog.Logger) (*Gateway,
	error) {
	g := &Gateway{authorize: a, cors: t.CORS, now: now, log: log, run: rand.Text()[:8]}
	for _, f := range t.Functions {
		for _, r := range f.Routes {
			e := &endpoint{Route: r, timeout: f.Timeout, handle: handlers[f.Folder]}
			if e.handle == nil {
				return nil, fmt.Errorf("route %q: nothing here serves %s", r.Key, f.Folder)
			}
			if r.Key == DefaultRoute {
				g.fallback = e
			} else if err := g.routes.add(r.Key, e); err != nil {
				return nil, err
			}
		}
	}
	if g.fallback == nil {
		return nil, errors.New("the template has no $default route")
	}
	return g, nil
}

// ServeHTTP implements http.Handler.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	origin := r.Header.Get("Origin")
	if origin != "" {
		if g.answerCORS(w, r, origin) {
			return
		}
	}
	e, params := g.routes.find(r.Method, r.URL.Path)
	if e == nil {
		e, params = g.fallback, nil
	}
	req := g.event(r, e.Key, params)

	// The function goes on when the caller has gone, as in Lambda.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), e.timeout)
	defer cancel()
	write(w, r.Method, g.answer(ctx, w, r, e, req))
}

// answer calls the authorizer, reads the body, and calls the function.
func (g *Gateway) answer(ctx context.Context, w http.ResponseWriter, r *http.Request, e *endpoint,
	req *api.Request) api.Response {
	if !e.Open {
		if refused, ok := g.refuse(ctx, req); ok {
			return refused
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return api.Refuse(req, problem.BodyTooLarge)
		}
		// Broken chunks, or the caller hung up and nobody reads this.
		return api.Refuse(req, problem.BodyBroken)
	}
	if isText(r.Header.Get("Content-Type")) || len(body) == 0 {
		req.Body = string(body)
	} else {
		req.Body, req.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	response, err := e.handle(ctx, *req)
	if err != nil {
		g.log.Error("function failed", "route", e.Key, "error", err.Error(),
			"correlation_id", req.RequestContext.RequestID)
		return api.Refuse(req, problem.Internal)
	}
	return response
}

// refuse calls the authorizer and, if the request is refused, returns the response. API Gateway does not call
// it without the header.
func (g *Gateway) refuse(ctx context.Context, req *api.Request) (api.Response, bool) {
	token := req.Headers["authorization"]
	if token == "" {
		return api.Refuse(req, problem.Unauthenticated), true
	}
	question := auth.Request{
		Version:        "2.0",
		Type:           "REQUEST",
		IdentitySource: []string{token},
		RouteKey:       req.RouteKey,
		RawPath:        req.RawPath,
		RawQueryString: req.RawQueryString,
		Headers:        req.Headers,
		PathParameters: req.PathParameters,
	}
	question.RequestContext.RequestID = req.RequestContext.RequestID
	answer, err := g.authorize(ctx, question)
	if err != nil {
		g.log.Error("authorizer failed", "error", err.Error(), "correlation_id", req.RequestContext.RequestID)
		return api.Refuse(req, problem.Internal), true
	}
	if !answer.IsAuthorized {
		return api.Refuse(req, problem.TokenRefused), true
	}
	req.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{Lambda: answer.Context}
	return api.Response{}, false
}

// event converts an HTTP request, without its body, to the event that API Gateway creates.
func (g *Gateway) event(r *http.Request, key string, params map[string]string) *api.Request {
	now := g.now()
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	req := &api.Request{
		Version:        "2.0",
		RouteKey:       key,
		RawPath:        r.URL.Path, // API Gateway decodes it
		RawQueryString: r.URL.RawQuery,
		Headers:        make(map[string]string, len(r.Header)+3),
		PathParameters: params,
	}
	for name, values := range r.Header {
		switch name {
		case "Cookie":
			for _, value := range values {
				req.Cookies = append(req.Cookies, strings.Split(value, "; ")...)
			}
		default:
			req.Headers[lower(name)] = join(values)
		}
	}
	req.Headers["host"] = r.Host
	req.Headers["x-forwarded-for"] = host
	req.Headers["x-forwarded-proto"] = "http"
	if r.URL.RawQuery != "" {
		query := r.URL.Query()
		req.QueryStringParameters = make(map[string]string, len(query))
		for name, values := range query {
			req.QueryStringParameters[name] = join(values)
		}
	}
	c := &req.RequestContext
	c.RouteKey = key
	c.Stage = "$default"
	c.AccountID, c.APIID = "local", "local"
	c.DomainName = r.Host
	c.RequestID = g.run + "-" + strconv.FormatUint(g.requests.Add(1), 36)
	c.Time = now.UTC().Format("02/Jan/2006:15:04:05 -0700")
	c.TimeEpoch = now.UnixMilli()
	c.HTTP.Method = r.Method
	c.HTTP.Path = r.URL.Path
	c.HTTP.Protocol = r.Proto
	c.HTTP.SourceIP = host
	c.HTTP.UserAgent = r.UserAgent()
	return req
}

// join joins repeated values, as API Gateway does.
func join(values []string) string {
	if len(values) == 1 {
		return values[0]
	}
	return strings.Join(values, ",")
}

// lowered has the most frequent header names, to save allocations.
var lowered = map[string]string{
	"Accept": "accept", "Accept-Encoding": "accept-encoding", "Accept-Language": "accept-language",
	"Authorization": "authorization", "Connection": "connection", "Content-Length": "content-length",
	"Content-Type": "content-type", "Idempotency-Key": "idempotency-key", "If-None-Match": "if-none-match",
	"Origin": "origin", "User-Agent": "user-agent",
}

func lower(name string) string {
	if l, ok := lowered[name]; ok {
		return l
	}
	return strings.ToLower(name)
}

// isText reports whether API Gateway passes on a body of this type unchanged. It encodes all others, and those
// without a type, as base64.
func isText(contentType string) bool {
	switch contentType {
	case "application/json", "application/json; charset=utf-8":
		return true
	case "":
		return false
	}
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind, _, _ = strings.Cut(contentType, ";")
		kind = strings.ToLower(strings.TrimSpace(kind))
	}
	switch kind {
	case "application/json", "application/xml", "application/javascript":
		return true
	}
	return strings.HasPrefix(kind, "text/")
}

// write writes a function's response. A response to HEAD has no body, so its length is unknown.
func write(w http.ResponseWriter, method string, response api.Response) {
	h := w.Header()
	for name, value := range response.Headers {
		h.Add(name, value)
	}
	for name, values := range response.MultiValueHeaders {
		for _, value := range values {
			h.Add(name, value)
		}
	}
	for _, cookie := range response.Cookies {
		h.Add("Set-Cookie", cookie)
	}
	body := response.Body
	if response.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(body)
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		body = string(decoded)
	}
	if method != http.MethodHead && response.StatusCode != http.StatusNoContent &&
		response.StatusCode != http.StatusNotModified {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(response.StatusCode)
	// The server writes a string in small pieces, each a system call, but bytes at once.
	b := buffers.Get().(*[]byte)
	*b = append((*b)[:0], body...)
	w.Write(*b) // fails when the caller has gone
	buffers.Put(b)
}

// buffers are reused for response bodies.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// answerCORS sets the headers that let pages of other origins read the response, and reports whether the
// request was a preflight request, which it answers.
func (g *Gateway) answerCORS(w http.ResponseWriter, r *http.Request, origin string) bool {
	anyOrigin := slices.Contains(g.cors.AllowOrigins, "*")
	if !anyOrigin && !slices.Contains(g.cors.AllowOrigins, origin) {
		return false
	}
	h := w.Header()
	if anyOrigin {
		h.Set("Access-Control-Allow-Origin", "*")
	} else {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Add("Vary", "Origin")
	}
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		h.Set("Access-Control-Expose-Headers", strings.Join(g.cors.ExposeHeaders, ","))
		return false
	}
	h.Set("Access-Control-Allow-Methods", strings.Join(g.cors.AllowMethods, ","))
	h.Set("Access-Control-Allow-Headers", strings.Join(g.cors.AllowHeaders, ","))
	h.Set("Access-Control-Max-Age", strconv.Itoa(g.cors.MaxAge))
	w.WriteHeader(http.StatusNoContent)
	return true
}
