package api

import (
	_ "embed"
)

//go:embed openapi.yaml
var OpenAPI string
