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
	checker := eligibility.NewChecker(list.BuiltIn())
	routes := api.NewGoods(api.Goods{
		Checker: func() *eligibility.Checker { return checker },
		Now:     time.Now,
	})
	lambda.Start(api.Serve(routes, log, time.Now))
}
