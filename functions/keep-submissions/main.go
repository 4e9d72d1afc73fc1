// Command keep-submissions checks a seller's product, keeps it with its
// decisions, and shows the seller what is its own:
//
//	POST /v1/submissions
//	GET  /v1/submissions
//	GET  /v1/submissions/{id}
//	GET  /v1/submissions/{id}/decisions
package main

import (
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
	checker := eligibility.NewChecker(list.BuiltIn())
	routes := api.NewSubmissions(api.Submissions{
		Checker: func() *eligibility.Checker { return checker },
		Store:   store.New(table),
		NewID:   newID,
		Now:     time.Now,
	})
	lambda.Start(api.Serve(routes, log, time.Now))
}

func newID() string {
	var random [10]byte
	rand.Read(random[:]) // never fails
	return submission.NewID(time.Now(), random)
}
