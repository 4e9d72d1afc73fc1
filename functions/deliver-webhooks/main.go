// Command deliver-webhooks delivers events to sellers' webhooks, and tries again
// what was not taken. It alone connects to addresses that sellers name. An event
// on the bus wakes it when there are deliveries; a schedule does for those that
// are to be tried again.
package main

import (
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/background"
	"importchecker/shared/deployed"
	"importchecker/shared/store"
	"importchecker/shared/webhook"
)

// parallel is how many deliveries are made at once: they mostly wait.
const parallel = 32

func main() {
	log := deployed.Log()
	table := deployed.Table(log, nil)
	deployed.Warm(table)
	deliverer := webhook.Deliverer{
		Store: store.NewWebhooks(table), Events: store.NewPublications(table), Client: webhook.Options{}.Client(),
		Now: time.Now, Parallel: parallel,
	}
	out, namespace, function := deployed.Metrics()
	lambda.Start(&background.Function{
		Task:  background.NewDeliver(deliverer, log),
		Event: webhook.Due, Spare: 2 * time.Second, Log: log, Now: time.Now,
		Metrics: out, Namespace: namespace, Name: function,
	})
}
