// Command search-tariff finds codes of the tariff by words in Chinese and English:
//
//	GET /v1/tariff?q=
package main

import (
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api"
	"importchecker/shared/api/listing"
	searching "importchecker/shared/api/search"
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
	routes := searching.New(searching.Handlers{Checker: lists.Checker, Words: words, Now: time.Now})
	out, namespace, function := deployed.Metrics()
	metrics := api.NewMetrics(out, namespace, function, listing.Ages(lists.Checker)).WithLists(lists.Status)
	lambda.Start(api.Serve(routes, log, time.Now, metrics))
}
