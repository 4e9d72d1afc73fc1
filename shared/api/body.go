package api

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"importchecker/shared/api/problem"
)

// MaxFile is the largest size of an annex, in bytes. With base64 and the rest of
// the event, it stays below the size of an event that a function may receive.
const MaxFile = 4 << 20

// ReadFile returns the bytes of a request body that is a file.
func (c *Call) ReadFile() ([]byte, *problem.Problem) {
	switch {
	case !isIdentity(Header(c.Request, "content-encoding")):
		return nil, problem.New(problem.EncodedFile).With("accept-encoding", "identity")
	case c.Body == "":
		return nil, problem.New(problem.EmptyFile)
	case strings.HasPrefix(strings.ToLower(Header(c.Request, "content-type")), "multipart/"):
		return nil, problem.New(problem.FormUpload)
	case !c.IsBase64Encoded && len(c.Body) > MaxFile, base64.StdEncoding.DecodedLen(len(c.Body)) > MaxFile+2:
		return nil, problem.New(problem.FileTooLarge)
	case !c.IsBase64Encoded && strings.ContainsRune(c.Body, utf8.RuneError):
		// The gateway decodes text as UTF-8, and replaces what is not UTF-8 by
		// this character.
		return nil, problem.New(problem.FileDamaged)
	case !c.IsBase64Encoded:
		return []byte(c.Body), nil
	}
	raw, err := base64.StdEncoding.DecodeString(c.Body)
	switch {
	case err != nil:
		return nil, problem.New(problem.InvalidBase64)
	case len(raw) > MaxFile:
		return nil, problem.New(problem.FileTooLarge)
	}
	return raw, nil
}
