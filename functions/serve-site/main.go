// Command serve-site says what the service is and how it does, and answers for
// every path that is no other function's:
//
//	GET /healthz
//	GET /readyz
//	GET /openapi.yaml
//	$default
package main

import (
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	checker := eligibility.NewChecker(list.BuiltIn())
	routes := api.NewSite(api.Site{
		Checker: func() *eligibility.Checker { return checker },
	})
	lambda.Start(api.Serve(routes, log, time.Now))
}
