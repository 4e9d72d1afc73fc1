package host

// BuildTags leave out what a deployed function does not need: the remote procedure
// calls of a runtime that is no longer there, and HTTP/2, which no service that they
// ask answers.
const BuildTags = "-tags=lambda.norpc,nethttpomithttp2"

// BuildFlags are those of go build for a deployed function: no paths of the machine
// that built it, no debugger's symbols, and the tags.
func BuildFlags() []string { return []string{"-trimpath", BuildTags, "-ldflags=-s -w"} }
