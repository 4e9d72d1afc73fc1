// Command check-goods decides on goods, one item or a batch, and stores nothing:
//
//	POST /v1/goods/checks
//	POST /v1/goods/checks/batch
package main

import (
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api"
	"importchecker/shared/api/byname"
	"importchecker/shared/api/goods"
	"importchecker/shared/api/listing"
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
	lists := deployed.Lists(store.NewPublications(deployed.Table(log, api.NoteStoreCall)))
	routes := goods.New(goods.Handlers{Checker: lists.Checker, Names: byname.New(words), Now: time.Now})
	out, namespace, function := deployed.Metrics()
	metrics := api.NewMetrics(out, namespace, function, listing.Ages(lists.Checker)).WithLists(lists.Status)
	lambda.Start(api.Serve(routes, log, time.Now, metrics))
}
