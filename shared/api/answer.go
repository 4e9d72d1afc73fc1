package api

import (
	"net/url"
	"strings"

	"importchecker/shared/api/language"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/wire"
)

// Respond returns the response that reports a problem, in the caller's language.
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

// Refuse answers with the problem of a code, its sentence filled with args. It is
// for code that runs before the handlers, such as a local gateway.
func Refuse(req *Request, c problem.Code, args ...any) Response {
	p := problem.New(c, args...)
	if c == problem.Unauthenticated {
		p.With("www-authenticate", "Bearer")
	}
	res := Respond(p, req)
	finish(&res, req)
	return res
}

// CorrelationID returns the id of the request in the log.
func CorrelationID(req *Request) string { return req.RequestContext.RequestID }

// langParameter is the query parameter, of every route, that chooses the language of
// the texts.
const langParameter = "lang"

// LanguageOf returns the language that the caller asks for: the parameter lang, or
// else the one that Accept-Language prefers (RFC 9110, 12.5.4); English when the
// caller has no preference. Problems are in English when both are asked for.
func LanguageOf(req *Request) language.Language {
	query, name := req.RawQueryString, req.QueryStringParameters[langParameter]
	if query != "" && strings.Contains(query, langParameter+"=") {
		values, _ := url.ParseQuery(query)
		name = values.Get(langParameter)
	}
	if l, ok := language.Parse(name); ok {
		return l
	}
	return language.Preferred(Header(req, "accept-language"))
}

// Language returns the language of the texts of the answer. It adds a fault if the
// parameter lang is not a language.
func (c *Call) Language() language.Language {
	if s := c.Parameter(langParameter); s != "" {
		if _, ok := language.Parse(s); !ok {
			c.Faults.Add("/query/"+langParameter, problem.NotAllowed, "en, zh, both")
		}
	}
	return LanguageOf(c.Request)
}

// ChoosesLanguage reports whether the caller says which language it wants.
func (c *Call) ChoosesLanguage() bool {
	_, given := Lookup(c.Request, "accept-language")
	return given || c.Parameter(langParameter) != ""
}

// inLanguage removes the texts in other languages from an answer, unless it was
// written in one language, and sets Content-Language.
func inLanguage(res *Response, l language.Language) {
	if res.Headers["content-type"] != typeJSON || res.Headers["content-language"] != "" {
		return
	}
	res.Body = wire.InLanguage(res.Body, l)
	res.Headers["content-language"] = l.Header()
	res.Headers["vary"] = "accept-language"
}
