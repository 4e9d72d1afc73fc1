// Command check-services decides on a service, at one place or at all of them
// side by side, and looks sectors up. It stores nothing:
//
//	POST /v1/services/checks
//	GET  /v1/sectors
//	GET  /v1/sectors/{code}
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
	routes := api.NewServices(api.Services{Checker: checker, Now: time.Now})
	metrics := api.NewMetrics(os.Stdout, os.Getenv("METRICS_NAMESPACE"), os.Getenv("AWS_LAMBDA_FUNCTION_NAME"), checker)
	lambda.Start(api.Serve(routes, log, time.Now, metrics))
}
