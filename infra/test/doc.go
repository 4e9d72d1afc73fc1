// Command test runs everything that a change must pass. Continuous integration runs it too:
//
//	go run ./infra/test
//
// Its steps, in order:
//
//	format       gofmt has nothing to change; no line is too long
//	vet          go vet
//	staticcheck  staticcheck, in the version given here
//	generate     go generate changes no file
//	build        each function, for both architectures, with the flags of a
//	             deployment; no archive exceeds its limit
//	template     cfn-lint and sam validate --lint on template.yaml
//	sam          sam build makes each function's bootstrap
//	unit         go test with the race detector, in random order; then without it
//	             the tests that skip it (package norace)
//	browser      tests of the web page in headless Chromium
//
// All steps run, even after a failed one; the table at the end shows each result, its duration, and its
// processor time.
//
//	-only format,vet   run only these steps
//	-short             leave out what takes long: sam, browser, and the long tests
//	-runs 20           repeat the browser step, and report how often each test failed:
//	                   go run ./infra/test -only browser -runs 20
//
// What the steps need besides Go is installed into .tools on first use: from npm a DynamoDB emulator
// (dynoxide), playwright-core, which drives a browser, and axe-core, which checks accessibility; from PyPI the
// SAM command, which includes cfn-lint and AWS's Lambda Runtime Interface Emulator; and from Debian, if
// packages may be installed, Chromium, and poppler, which reads annexes and printed pages in PDF. If one is not
// available, the steps that need it are skipped, and the table says so; with CI set in the environment that is
// a failure instead.
package main
