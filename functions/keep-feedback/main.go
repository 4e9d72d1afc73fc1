// Command keep-feedback stores readers' feedback on answers, and shows it to the maintainers of the lists:
//
//	POST /v1/feedback
//	GET  /v1/feedback
package main

import (
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api"
	"importchecker/shared/api/feedback"
	"importchecker/shared/deployed"
	"importchecker/shared/store"
)

func main() {
	log := deployed.Log()
	table := deployed.Table(log, api.NoteStoreCall)
	routes := feedback.New(feedback.Handlers{Store: store.NewFeedback(table), NewID: deployed.NewID, Now: time.Now})
	out, namespace, function := deployed.Metrics()
	lambda.Start(api.Serve(routes, log, time.Now, api.NewMetrics(out, namespace, function, nil)))
}
