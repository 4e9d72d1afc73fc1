// Command decide-again decides again the stored submissions that a publication or a withdrawal of a list
// affects. The table's stream wakes it when a job is created, and a schedule for jobs that become due later,
// and for what remains.
package main

import (
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api/byname"
	"importchecker/shared/api/submitted"
	"importchecker/shared/background"
	"importchecker/shared/deployed"
	"importchecker/shared/library"
	"importchecker/shared/redecision"
	"importchecker/shared/search"
	"importchecker/shared/store"
)

// concurrency is how many parts of jobs are worked on at once.
const concurrency = 4

func main() {
	log := deployed.Log()
	words, err := search.Open(os.Getenv("WORDS_FILE"))
	if err != nil {
		deployed.Exit(log, err)
	}
	table := deployed.Table(log, nil)
	deployed.Warm(table)
	publications := store.NewPublications(table)
	worker := redecision.Worker{
		Library: library.New(library.BuiltIn(), publications), Store: publications,
		Answer: submitted.DecideAgain(byname.New(words)),
		Now:    time.Now,
	}
	out, namespace, function := deployed.Metrics()
	lambda.Start(&background.Function{
		Task:      background.NewDecide(worker, concurrency, log),
		Partition: store.OpenJobs, Spare: time.Second, Log: log, Now: time.Now,
		Metrics: out, Namespace: namespace, Name: function,
	})
}
