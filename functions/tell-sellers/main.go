// Command tell-sellers publishes the events of changed decisions: to an EventBridge bus, and as deliveries to
// the seller's webhooks. The table's stream wakes it when an event is written, and a schedule for what remains.
package main

import (
	"context"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/background"
	"importchecker/shared/deployed"
	"importchecker/shared/event"
	"importchecker/shared/event/eventbridge"
	"importchecker/shared/store"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/webhook"
)

// parallel is how many events are published at once.
const parallel = 8

func main() {
	log := deployed.Log()
	events, err := eventbridge.New(eventbridge.Config{
		Name: os.Getenv("EVENT_BUS"), Region: os.Getenv("AWS_REGION"), Endpoint: os.Getenv("AWS_ENDPOINT_URL_EVENTBRIDGE"),
		Credentials: dynamo.Environment(os.Getenv),
	})
	if err != nil {
		deployed.Exit(log, err)
	}
	table := deployed.Table(log, nil)
	deployed.Warm(table)
	fanout := &webhook.Fanout{Store: store.NewWebhooks(table), Now: time.Now}
	relay := &event.Relay{
		Outbox:    store.NewPublications(table),
		Publisher: background.LogPublished(background.Publishers{fanout, events}, log),
		Now:       time.Now,
		Parallel:  parallel,
	}
	out, namespace, function := deployed.Metrics()
	lambda.Start(&background.Function{
		Task: &background.Tell{Relay: relay,
			Sent: func(ctx context.Context) error { return events.Wake(ctx, time.Now()) }},
		Partition: store.Outbox, Spare: time.Second, Log: log, Now: time.Now,
		Metrics: out, Namespace: namespace, Name: function,
	})
}
