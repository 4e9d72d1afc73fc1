// Command search-tariff finds the codes that words may mean, in Chinese and English:
//
//	GET /v1/tariff?q=
package main

import (
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api"
	"importchecker/shared/api/listing"
	"importchecker/shared/api/search"
	"importchecker/shared/deployed"
	"importchecker/shared/store"
)

func main() {
	log := deployed.Log()
	lists := deployed.Lists(store.NewPublications(deployed.Table(log, api.NoteStored)))
	routes := search.New(search.Handlers{Checker: lists.Checker, Now: time.Now})
	out, namespace, function := deployed.Metrics()
	metrics := api.NewMetrics(out, namespace, function, listing.Ages(lists.Checker)).WithLists(lists.Status)
	lambda.Start(api.Serve(routes, log, time.Now, metrics))
}
