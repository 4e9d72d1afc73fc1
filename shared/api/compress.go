package api

import (
	"compress/gzip"
	"encoding/base64"
	"strings"
	"sync"

	"importchecker/shared/api/accept"
)

// minCompressed is the size in bytes from which a body is compressed.
const minCompressed = 1 << 10

// compress compresses a large body with gzip when the caller accepts that, and
// encodes it as base64, which the gateway decodes.
func compress(res *Response, req *Request) {
	if len(res.Body) < minCompressed || res.IsBase64Encoded || res.Headers["content-encoding"] != "" {
		return
	}
	vary(res, "accept-encoding")
	if accept.Weight(Header(req, "accept-encoding"), "gzip") == 0 {
		return
	}
	var packed strings.Builder
	encoder := base64.NewEncoder(base64.StdEncoding, &packed)
	z := packers.Get().(*gzip.Writer)
	z.Reset(encoder)
	z.Write([]byte(res.Body)) // writing to a strings.Builder does not fail
	z.Close()
	encoder.Close()
	packers.Put(z)
	res.Body, res.IsBase64Encoded = packed.String(), true
	res.Headers["content-encoding"] = "gzip"
	if tag := res.Headers["etag"]; tag != "" && !strings.HasPrefix(tag, "W/") {
		// The same answer in another encoding (RFC 9110, 8.8.3.3).
		res.Headers["etag"] = "W/" + tag
	}
}

// packers has gzip writers for reuse.
var packers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.DefaultCompression) // the level is valid
	return z
}}

// vary adds the name of a request header to Vary.
func vary(res *Response, name string) {
	if before := res.Headers["vary"]; before != "" {
		name = before + ", " + name
	}
	res.Headers["vary"] = name
}
