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

// Metrics returns the writer for metrics, their namespace and the function's name.
func Metrics() (out io.Writer, namespace, function string) {
	return os.Stdout, os.Getenv("METRICS_NAMESPACE"), os.Getenv("AWS_LAMBDA_FUNCTION_NAME")
}

// Exit logs the error and ends a function that cannot be set up.
func Exit(log *slog.Logger, err error) {
	log.Error("cannot start", "error", err.Error())
	os.Exit(1)
}

// Table returns the function's table. It calls observe, which may be nil, after each operation. It sends no
// request.
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

// CatalogueFiles returns the bucket of catalogues. It sends no request.
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

// refreshTime limits the refresh that a function begins while it starts.
const refreshTime = 3 * time.Second

// Lists returns the lists in force, from the built-in ones and those published in the table. It starts the
// first refresh and does not wait for it: Lambda prepares the first event meanwhile. The refresh also opens the
// connection to the table.
func Lists(shelf library.Shelf) *library.Live {
	live := library.NewLive(library.New(library.BuiltIn(), shelf), time.Now)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), refreshTime)
		defer cancel()
		_ = live.Refresh(ctx) // the status has the error
	}()
	return live
}

// warmTime limits the duration of Warm.
const warmTime = 2 * time.Second

// Warm opens the connection to the table while a function starts, for functions that do not call Lists. It does
// not wait, and leaves errors to the first request.
func Warm(table store.Table) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), warmTime)
		defer cancel()
		_, _, _ = table.Get(ctx, store.PingKey)
	}()
}

// NewID returns an id for something that is to be stored.
func NewID() string {
	var random [10]byte
	rand.Read(random[:]) // never fails
	return submission.NewID(time.Now(), random)
}
