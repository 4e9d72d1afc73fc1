package api

import (
	"importchecker/shared/api/language"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/wire"
)

// Respond renders the problem in the caller's language.
func Respond(p *problem.Problem, req *Request) Response {
	l := LanguageOf(req)
	if l == language.Both {
		l = language.English
	}
	w := wire.New()
	problem.WriteProblem(w, p, l, CorrelationID(req))
	h := map[string]string{
		"content-type":     typeProblem,
		"content-language": l.Header(),
		"vary":             "accept-language",
		"cache-control":    NoStore,
	}
	for name, value := range p.Header {
		h[name] = value
	}
	return Response{StatusCode: p.Code.Status(), Headers: h, Body: w.Done()}
}

// Refuse answers with the problem of a code, its sentence filled with args: for
// what stands before the handlers, such as a local gateway.
func Refuse(req *Request, c problem.Code, args ...any) Response {
	p := problem.New(c, args...)
	if c == problem.Unauthenticated {
		p.With("www-authenticate", "Bearer")
	}
	res := Respond(p, req)
	finish(&res, req)
	return res
}

// CorrelationID is the id under which the log knows the request.
func CorrelationID(req *Request) string { return req.RequestContext.RequestID }
