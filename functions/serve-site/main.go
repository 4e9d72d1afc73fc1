// Command serve-site says that the service is there and what its contract is,
// and answers for every path that is no other function's:
//
//	GET /healthz
//	GET /openapi.yaml
//	$default
package main

import (
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api"
	"importchecker/shared/api/site"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	lambda.Start(api.Serve(site.New(), log, time.Now, nil))
}
