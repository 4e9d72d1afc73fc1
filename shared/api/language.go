package api

import (
	"importchecker/shared/api/language"
)

// LanguageOf reads Accept-Language (RFC 9110, 12.5.4): the language with the
// higher weight, the one named first where both weigh the same, and English
// where the caller has no preference. Regions and scripts are not told apart;
// what cannot be read is passed over.
func LanguageOf(req *Request) language.Language {
	return language.Preferred(Header(req, "accept-language"))
}
