// Command check-services decides on a service, at one place or at all of them, and looks up sectors. It stores
// nothing:
//
//	POST /v1/services/checks
//	GET  /v1/sectors
//	GET  /v1/sectors/{code}
package main

import (
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api"
	"importchecker/shared/api/listing"
	"importchecker/shared/api/services"
	"importchecker/shared/deployed"
	"importchecker/shared/store"
)

func main() {
	log := deployed.Log()
	lists := deployed.Lists(store.NewPublications(deployed.Table(log, api.NoteStoreCall)))
	routes := services.New(services.Handlers{Checker: lists.Checker, Now: time.Now})
	out, namespace, function := deployed.Metrics()
	metrics := api.NewMetrics(out, namespace, function, listing.Ages(lists.Checker)).WithLists(lists.Status)
	lambda.Start(api.Serve(routes, log, time.Now, metrics))
}
