package api

import (
	"net/url"
	"strings"

	"importchecker/shared/api/language"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/wire"
)

// langParameter is the query parameter of every route that chooses the language of
// the texts.
const langParameter = "lang"

// LanguageOf is the language that the caller asks for: the parameter lang, or else
// the one that Accept-Language prefers (RFC 9110, 12.5.4), English where the
// caller has no preference. Problems are in English where both are asked for.
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

// Language is the language that texts of the answer are in. What the parameter lang
// may not be is added to the faults.
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

// inLanguage takes the texts in other languages out of an answer, unless it was
// written in one, and says which language it is in.
func inLanguage(res *Response, l language.Language) {
	if res.Headers["content-type"] != typeJSON || res.Headers["content-language"] != "" {
		return
	}
	res.Body = wire.InLanguage(res.Body, l)
	res.Headers["content-language"] = l.Header()
	res.Headers["vary"] = "accept-language"
}
