package api

import _ "embed"

// OpenAPI is the contract of this API.
//
//go:embed openapi.yaml
var OpenAPI string
