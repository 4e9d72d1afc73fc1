// Command import-lists imports published annexes: a maintainer uploads an annex, reviews what it would change,
// and publishes or withdraws it. Only this function reads annexes, and it archives the files:
//
//	POST   /v1/lists/{list}/imports
//	GET    /v1/lists/{list}/imports
//	GET    /v1/lists/{list}/imports/{id}
//	GET    /v1/lists/{list}/imports/{id}/diff
//	POST   /v1/lists/{list}/imports/{id}/publish
//	DELETE /v1/lists/{list}/imports/{id}
//	GET    /v1/redecisions
package main

import (
	"context"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"importchecker/shared/annex"
	"importchecker/shared/api"
	"importchecker/shared/api/imports"
	"importchecker/shared/archive"
	"importchecker/shared/deployed"
	"importchecker/shared/library"
	"importchecker/shared/publication"
	"importchecker/shared/s3"
	"importchecker/shared/store"
	"importchecker/shared/store/dynamo"
)

func main() {
	log := deployed.Log()
	files, err := archive.NewBucket(s3.Config{
		Bucket: os.Getenv("ANNEX_BUCKET"), Region: os.Getenv("AWS_REGION"), Endpoint: os.Getenv("AWS_ENDPOINT_URL_S3"),
		Credentials: dynamo.Environment(os.Getenv), Now: time.Now,
	})
	if err != nil {
		deployed.Exit(log, err)
	}
	table := deployed.Table(log, api.NoteStoreCall)
	deployed.Warm(table)
	publications := store.NewPublications(table)
	editions := library.New(library.BuiltIn(), publications)
	editor := &publication.Editor{Library: editions, Store: publications, NewID: deployed.NewID, Now: time.Now}
	routes := imports.New(imports.Handlers{
		Desk: editor, Reader: annex.Reader{}, Jobs: publications, Now: time.Now,
		Lists: func(ctx context.Context) (library.Lists, error) {
			_, now, err := editions.Head(ctx)
			return now, err
		},
		Keep: func(ctx context.Context, o imports.Original) error { return files.Keep(ctx, o.List, o.SHA256, o.Raw) },
	})
	out, namespace, function := deployed.Metrics()
	lambda.Start(api.Serve(routes, log, time.Now, api.NewMetrics(out, namespace, function, nil)))
}
