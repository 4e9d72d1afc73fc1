// Command keep-submissions checks a seller's product, stores it with its decisions, and shows sellers their own
// submissions:
//
//	POST  /v1/submissions
//	POST  /v1/submissions/batch
//	GET   /v1/submissions
//	GET   /v1/submissions/{id}
//	PATCH /v1/submissions/{id}
//	GET   /v1/submissions/{id}/decisions
//
// It also reports readiness:
//
//	GET   /readyz
package main

import (
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api"
	"importchecker/shared/api/byname"
	"importchecker/shared/api/listing"
	"importchecker/shared/api/readiness"
	"importchecker/shared/api/submissions"
	"importchecker/shared/deployed"
	"importchecker/shared/search"
	"importchecker/shared/store"
)

func main() {
	log := deployed.Log()
	words, err := search.Open(os.Getenv("WORDS_FILE"))
	if err != nil {
		deployed.Exit(log, err)
	}
	table := deployed.Table(log, api.NoteStoreCall)
	stored := store.New(table)
	lists := deployed.Lists(store.NewPublications(table))
	routes := api.Merge(
		submissions.New(submissions.Handlers{
			Checker: lists.Checker, Names: byname.New(words), Store: stored, NewID: deployed.NewID, Now: time.Now}),
		readiness.New(readiness.Handlers{Checker: lists.Checker, Store: stored.Ping, Lists: lists.Status, Now: time.Now}))
	out, namespace, function := deployed.Metrics()
	metrics := api.NewMetrics(out, namespace, function, listing.Ages(lists.Checker)).WithLists(lists.Status)
	lambda.Start(api.Serve(routes, log, time.Now, metrics))
}
