package api

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Tagged adds the entity tag of the answer, and answers 304 when the caller
// holds it already. The tag is taken from the body, which names the editions
// by their hashes, the ruleset and the day: whatever changes the answer
// changes the tag, and nothing else does.
func Tagged(req *Request, res Response) Response {
	l := LanguageOf(req)
	inLanguage(&res, l)
	sum := sha256.Sum256([]byte(res.Body))
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	res.Headers["etag"] = tag
	if !matches(Header(req, "if-none-match"), tag) {
		return res
	}
	delete(res.Headers, "content-type")
	delete(res.Headers, "content-language")
	return Response{StatusCode: 304, Headers: res.Headers}
}

// matches compares If-None-Match, which is "*" or a list of tags, weak ones
// included (RFC 9110, 13.1.2). The tags made here have no comma in them.
func matches(ifNoneMatch, tag string) bool {
	for candidate := range strings.SplitSeq(ifNoneMatch, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
			return true
		}
	}
	return false
}
