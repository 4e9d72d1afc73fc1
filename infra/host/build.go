package host

// BuildTags exclude what a deployed function does not need: RPC for a runtime that no longer exists, and
// HTTP/2, which none of the services that it calls offers.
const BuildTags = "-tags=lambda.norpc,nethttpomithttp2"

// BuildFlags are the flags of go build for a deployed function: without paths of the build machine and debug
// symbols, with BuildTags.
func BuildFlags() []string { return []string{"-trimpath", BuildTags, "-ldflags=-s -w"} }
