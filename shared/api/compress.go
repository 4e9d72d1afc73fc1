package api

import (
	"compress/gzip"
	"encoding/base64"
	"strings"
	"sync"

	"importchecker/shared/api/accept"
)

// minCompressed is how many bytes a body has before it is worth compressing.
const minCompressed = 1 << 10

// compress sends a large body as gzip when the caller accepts that. The gateway
// takes bytes as base64, and makes bytes of them again.
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
	z.Write([]byte(res.Body)) // a strings.Builder takes everything
	z.Close()
	encoder.Close()
	packers.Put(z)
	res.Body, res.IsBase64Encoded = packed.String(), true
	res.Headers["content-encoding"] = "gzip"
	if tag := res.Headers["etag"]; tag != "" && !strings.HasPrefix(tag, "W/") {
		// The same answer in other bytes (RFC 9110, 8.8.3.3).
		res.Headers["etag"] = "W/" + tag
	}
}

// packers keeps the memory of compressors.
var packers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.DefaultCompression) // a level that exists
	return z
}}

// vary adds the name of a request header on which the answer depends.
func vary(res *Response, name string) {
	if before := res.Headers["vary"]; before != "" {
		name = before + ", " + name
	}
	res.Headers["vary"] = name
}
