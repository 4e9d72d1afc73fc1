// Command check-catalogues checks the whole catalogues that sellers put into the bucket, row by row, and writes
// the results beside them. The bucket's event for a new file wakes it, and a schedule for what remains. Only
// this function reads sellers' files.
package main

import (
	"context"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/api/byname"
	"importchecker/shared/background"
	"importchecker/shared/catalogue/job"
	"importchecker/shared/catalogue/worker"
	"importchecker/shared/deployed"
	"importchecker/shared/eligibility"
	"importchecker/shared/search"
	"importchecker/shared/store"
)

func main() {
	log := deployed.Log()
	words, err := search.Open(os.Getenv("WORDS_FILE"))
	if err != nil {
		deployed.Exit(log, err)
	}
	table := deployed.Table(log, nil)
	live := deployed.Lists(store.NewPublications(table))
	w := &worker.Worker{
		Store: store.NewCatalogues(table), Files: deployed.CatalogueFiles(log), Now: time.Now, Folder: os.TempDir(),
		Candidates: byname.New(words).Candidates,
		Checker:    func(context.Context) (*eligibility.Checker, error) { return live.Checker(), nil },
	}
	out, namespace, function := deployed.Metrics()
	lambda.Start(&background.Function{
		Task: w, Uploaded: func(ctx context.Context, key string) error {
			if id, ok := strings.CutSuffix(strings.TrimPrefix(key, "catalogues/"), "/"+job.Upload); ok {
				return w.Arrived(ctx, id)
			}
			return nil // a result written by a job
		},
		Spare: 5 * time.Second, Log: log, Now: time.Now, Metrics: out, Namespace: namespace, Name: function,
	})
}
