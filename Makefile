# One line each; infra/README.md says more. `build` leaves in .aws-sam what
# `sam deploy` takes.
.PHONY: local test check generate build
local:    ; go run ./infra/local
test:     ; go test ./...
check:    ; go run ./infra/test
generate: ; go generate ./...
build:    ; go run ./infra/test -only build,sam
