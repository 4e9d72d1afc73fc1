// Command test runs everything that a change must pass, and is what continuous
// integration runs:
//
//	go run ./infra/test
//
// Its steps, in order:
//
//	format       gofmt finds nothing to change; no line is too long
//	vet          go vet
//	staticcheck  staticcheck, of the version named here
//	generate     go generate leaves every file as it is
//	build        each function, for both architectures, with the flags of a
//	             deployment; no archive beyond its limit
//	template     cfn-lint and sam validate --lint on template.yaml
//	sam          sam build makes each function's bootstrap
//	unit         go test with the race detector, in random order; then without it
//	             the tests in which it has nothing to find (package norace)
//	browser      journeys through the web page in headless Chromium
//
// All steps run, also after one that failed; the closing table says how each
// went, how long it took, and how much of the processors.
//
//	-only format,vet   run these steps alone
//	-short             leave out what takes long: sam, browser, and the long tests
//	-runs 20           take the browser step so often, and tell which tests failed how
//	                   often: go run ./infra/test -only browser -runs 20
//
// What the steps need beyond Go is installed into .tools on first use: a
// DynamoDB emulator from npm (dynoxide); from PyPI the SAM command, which
// brings cfn-lint and AWS's Lambda Runtime Interface Emulator; from npm again, what
// drives a browser (playwright-core) and checks a page for those who cannot see or
// hold a mouse (axe-core); and from Debian, for who may install packages, Chromium,
// and poppler, which reads annexes and printed pages in PDF. Where one cannot
// be had the steps that need it are skipped, and the table says so; with CI set
// in the environment that is a failure instead.
package main
