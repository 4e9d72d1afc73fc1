// Command keep-catalogues accepts whole catalogues of sellers, and shows their progress and results:
//
//	POST   /v1/catalogues
//	GET    /v1/catalogues
//	GET    /v1/catalogues/{id}
//	DELETE /v1/catalogues/{id}
package main

import (
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api"
	"importchecker/shared/api/catalogues"
	"importchecker/shared/deployed"
	"importchecker/shared/edition"
	"importchecker/shared/store"
)

func main() {
	log := deployed.Log()
	table := deployed.Table(log, api.NoteStoreCall)
	lists := deployed.Lists(store.NewPublications(table))
	routes := catalogues.New(catalogues.Handlers{
		Store: store.NewCatalogues(table), Files: deployed.CatalogueFiles(log),
		FirstDay: func() edition.Date { return lists.Checker().FirstDay() }, // Checker also starts a refresh of the lists
		NewID:    deployed.NewID, Now: time.Now,
	})
	out, namespace, function := deployed.Metrics()
	lambda.Start(api.Serve(routes, log, time.Now, api.NewMetrics(out, namespace, function, nil)))
}
