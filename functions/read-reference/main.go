// Command read-reference shows the tariff and the published lists:
//
//	GET /v1/tariff/{code}
//	GET /v1/lists
//	GET /v1/lists/{list}
//	GET /v1/lists/{list}/editions/{edition}/entries
//	GET /v1/lists/{list}/diff
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
	builtIn := eligibility.NewChecker(list.BuiltIn())
	checker := func() *eligibility.Checker { return builtIn }
	routes := api.NewReference(api.Reference{Checker: checker, Now: time.Now})
	metrics := api.NewMetrics(os.Stdout, os.Getenv("METRICS_NAMESPACE"), os.Getenv("AWS_LAMBDA_FUNCTION_NAME"), checker)
	lambda.Start(api.Serve(routes, log, time.Now, metrics))
}
