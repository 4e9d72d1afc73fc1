// Command keep-webhooks manages a seller's webhooks, and shows their events and deliveries:
//
//	POST   /v1/webhooks
//	GET    /v1/webhooks
//	GET    /v1/webhooks/{id}
//	PATCH  /v1/webhooks/{id}
//	DELETE /v1/webhooks/{id}
//	POST   /v1/webhooks/{id}/secret
//	POST   /v1/webhooks/{id}/challenge
//	POST   /v1/webhooks/{id}/test
//	GET    /v1/webhooks/{id}/deliveries
//	POST   /v1/webhooks/{id}/deliveries
//	GET    /v1/events
package main

import (
	"crypto/rand"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api"
	"importchecker/shared/api/webhooks"
	"importchecker/shared/deployed"
	"importchecker/shared/store"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/webhook"
	"importchecker/shared/webhook/seal/kms"
)

func main() {
	log := deployed.Log()
	key, err := kms.New(kms.Config{
		Key: os.Getenv("WEBHOOK_KEY"), Region: os.Getenv("AWS_REGION"), Endpoint: os.Getenv("AWS_ENDPOINT_URL_KMS"),
		Credentials: dynamo.Environment(os.Getenv),
	})
	if err != nil {
		deployed.Exit(log, err)
	}
	table := deployed.Table(log, api.NoteStoreCall)
	deployed.Warm(table)
	hooks, events := store.NewWebhooks(table), store.NewPublications(table)
	desk := &webhook.Desk{Store: hooks, Events: events, NewID: deployed.NewID, Random: random, Secrets: key,
		Now: time.Now}
	routes := webhooks.New(webhooks.Handlers{Desk: desk, Store: hooks, Events: events, Now: time.Now})
	out, namespace, function := deployed.Metrics()
	lambda.Start(api.Serve(routes, log, time.Now, api.NewMetrics(out, namespace, function, nil)))
}

func random() (secret [32]byte) {
	rand.Read(secret[:]) // never fails
	return secret
}
