// Command read-reference shows the tariff, the channels and the published lists, with the source of each
// edition:
//
//	GET /v1/tariff/{code}
//	GET /v1/channels
//	GET /v1/channels/{channel}
//	GET /v1/lists
//	GET /v1/lists/{list}
//	GET /v1/lists/{list}/editions/{edition}/entries
//	GET /v1/lists/{list}/diff
package main

import (
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api"
	"importchecker/shared/api/listing"
	"importchecker/shared/api/reference"
	"importchecker/shared/deployed"
	"importchecker/shared/publication"
	"importchecker/shared/store"
)

func main() {
	log := deployed.Log()
	publications := store.NewPublications(deployed.Table(log, api.NoteStoreCall))
	lists := deployed.Lists(publications)
	origins := publication.NewOrigins(lists, publications)
	routes := reference.New(reference.Handlers{Checker: lists.Checker, Now: time.Now, Provenance: origins.Of})
	out, namespace, function := deployed.Metrics()
	metrics := api.NewMetrics(out, namespace, function, listing.Ages(lists.Checker)).WithLists(lists.Status)
	lambda.Start(api.Serve(routes, log, time.Now, metrics))
}
