// Command check-goods decides on goods, one item or many, and stores nothing:
//
//	POST /v1/goods/checks
//	POST /v1/goods/checks/batch
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
	routes := api.NewGoods(api.Goods{Checker: checker, Now: time.Now})
	metrics := api.NewMetrics(os.Stdout, os.Getenv("METRICS_NAMESPACE"), os.Getenv("AWS_LAMBDA_FUNCTION_NAME"), checker)
	lambda.Start(api.Serve(routes, log, time.Now, metrics))
}
