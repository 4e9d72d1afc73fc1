package deployed

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"os"
	"time"

	"importchecker/shared/catalogue/files"
	"importchecker/shared/library"
	"importchecker/shared/s3"
	"importchecker/shared/store"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/submission"
)

// Log returns the log of a function: lines of JSON.
func Log() *slog.Logger { return slog.New(slog.NewJSONHandler(os.Stdout, nil)) }

// Metrics returns where metrics are written to, and their namespace and function.
func Metrics() (out io.Writer, namespace, function string) {
	return os.Stdout, os.Getenv("METRICS_NAMESPACE"), os.Getenv("AWS_LAMBDA_FUNCTION_NAME")
}

// Exit ends a function that cannot be set up.
func Exit(log *slog.Logger, err error) {
	log.Error("cannot start", "error", err.Error())
	os.Exit(1)
}

// Table returns the function's table. Each of its calls is told to observe, which
// may be nil. It sends nothing yet.
func Table(log *slog.Logger, observe store.Observe) store.Table {
	table, err := dynamo.New(dynamo.Config{
		Table:       os.Getenv("TABLE_NAME"),
		Region:      os.Getenv("AWS_REGION"),
		Endpoint:    os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"),
		Credentials: dynamo.Environment(os.Getenv),
	})
	if err != nil {
		Exit(log, err)
	}
	if observe == nil {
		return table
	}
	return store.Timed(table, time.Now, observe)
}

// CatalogueFiles returns the bucket that keeps catalogues. It sends nothing yet.
func CatalogueFiles(log *slog.Logger) *files.Bucket {
	bucket, err := files.NewBucket(s3.Config{
		Bucket: os.Getenv("CATALOGUE_BUCKET"), Region: os.Getenv("AWS_REGION"), Endpoint: os.Getenv("AWS_ENDPOINT_URL_S3"),
		Credentials: dynamo.Environment(os.Getenv), Now: time.Now,
	})
	if err != nil {
		Exit(log, err)
	}
	return bucket
}

// firstLook ends the look that a function begins while it starts.
const firstLook = 3 * time.Second

// Lists returns the lists as they stand, from the built-in ones and those that
// the table keeps. The first look begins at once and is not waited for: Lambda
// prepares the first event meanwhile. It also opens the connection to the table.
func Lists(kept library.Shelf) *library.Live {
	live := library.NewLive(library.New(library.BuiltIn(), kept), time.Now)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), firstLook)
		defer cancel()
		_ = live.Refresh(ctx) // kept in the status
	}()
	return live
}

// warmTime is how long Warm goes on at most.
const warmTime = 2 * time.Second

// Warm opens the connection to the table while a function starts, for one that
// does not look for lists. It is not waited for, and what goes wrong is left to
// the first request to notice.
func Warm(table store.Table) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), warmTime)
		defer cancel()
		_, _, _ = table.Get(ctx, store.Nothing)
	}()
}

// NewID returns an id of something that is stored.
func NewID() string {
	var random [10]byte
	rand.Read(random[:]) // never fails
	return submission.NewID(time.Now(), random)
}
