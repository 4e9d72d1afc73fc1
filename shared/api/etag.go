package api

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// WithETag adds the entity tag to the answer, and answers 304 when the caller has
// that version already. The tag is the hash of the body, which names the editions
// by their hashes, the ruleset and the day.
func WithETag(req *Request, res Response) Response {
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

// matches reports whether If-None-Match, which is "*" or a list of tags, weak ones
// included, has the tag (RFC 9110, 13.1.2). The tags made here contain no comma.
func matches(ifNoneMatch, tag string) bool {
	for candidate := range strings.SplitSeq(ifNoneMatch, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
			return true
		}
	}
	return false
}
