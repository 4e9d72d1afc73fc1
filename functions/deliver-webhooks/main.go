// Command deliver-webhooks delivers events to sellers' webhooks, and retries failed deliveries. Only this
// function connects to sellers' addresses, and only it can open the secrets, with which it signs. An event on
// the bus wakes it when there are deliveries, and a schedule for retries.
package main

import (
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/background"
	"importchecker/shared/deployed"
	"importchecker/shared/store"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/webhook"
	"importchecker/shared/webhook/seal/kms"
)

// parallel is how many deliveries are made at once. They mostly wait for responses.
const parallel = 32

func main() {
	log := deployed.Log()
	key, err := kms.New(kms.Config{
		Key: os.Getenv("WEBHOOK_KEY"), Region: os.Getenv("AWS_REGION"), Endpoint: os.Getenv("AWS_ENDPOINT_URL_KMS"),
		Credentials: dynamo.Environment(os.Getenv),
	})
	if err != nil {
		deployed.Exit(log, err)
	}
	table := deployed.Table(log, nil)
	deployed.Warm(table)
	deliverer := webhook.Deliverer{
		Store: store.NewWebhooks(table), Events: store.NewPublications(table), Client: webhook.Options{}.Client(),
		Secrets: key, Now: time.Now, Parallel: parallel,
	}
	out, namespace, function := deployed.Metrics()
	lambda.Start(&background.Function{
		Task:  background.NewDeliver(deliverer, log),
		Event: webhook.Due, Spare: 2 * time.Second, Log: log, Now: time.Now,
		Metrics: out, Namespace: namespace, Name: function,
	})
}
