// Command keep-submissions checks a seller's product, keeps it with its
// decisions, and shows the seller what is its own:
//
//	POST /v1/submissions
//	GET  /v1/submissions
//	GET  /v1/submissions/{id}
//	GET  /v1/submissions/{id}/decisions
//
// Since it alone can ask the table, it also says whether all is well:
//
//	GET  /readyz
package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/store"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/submission"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	table, err := dynamo.New(dynamo.Config{
		Table:       os.Getenv("TABLE_NAME"),
		Region:      os.Getenv("AWS_REGION"),
		Endpoint:    os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"), // blank when deployed
		Credentials: dynamo.Environment(os.Getenv),
	})
	if err != nil {
		log.Error("cannot start", "error", err.Error())
		os.Exit(1)
	}
	go table.Warm(context.Background()) // while Lambda prepares the first event
	builtIn := eligibility.NewChecker(list.BuiltIn())
	checker := func() *eligibility.Checker { return builtIn }
	kept := store.New(store.Timed(table, time.Now, api.NoteStored))
	routes := api.Merge(
		api.NewSubmissions(api.Submissions{Checker: checker, Store: kept, NewID: newID, Now: time.Now}),
		api.NewReadiness(api.Readiness{Checker: checker, Store: kept.Ping}))
	metrics := api.NewMetrics(os.Stdout, os.Getenv("METRICS_NAMESPACE"), os.Getenv("AWS_LAMBDA_FUNCTION_NAME"), checker)
	lambda.Start(api.Serve(routes, log, time.Now, metrics))
}

func newID() string {
	var random [10]byte
	rand.Read(random[:]) // never fails
	return submission.NewID(time.Now(), random)
}
