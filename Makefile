# One line each; infra/README.md says more. `build` leaves in .aws-sam what
# `sam deploy` takes.
.PHONY: local test check generate build behind
local:    ; go run ./infra/local
test:     ; go test ./...
check:    ; go run ./infra/test
generate: ; go generate ./...
build:    ; go run ./infra/test -only build,sam
behind:   ; go list -m -u -f '{{if and (not .Indirect) .Update}}{{.Path}} {{.Version}}, newest {{.Update.Version}}{{end}}' all
