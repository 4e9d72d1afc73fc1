package dynamo

import (
	"context"
	"errors"
	"fmt"
	"importchecker/shared/storage"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

const (
	// maxAttempts, with the pauses of backoff, ends the retries of a conflict or an outage after at most some
	// 700 ms.
	maxAttempts = 6

	firstPause = 20 * time.Millisecond
	maxPause   = 320 * time.Millisecond

	// attemptTimeout limits one attempt, so that a silent connection is noticed while the caller still has time
	// for another.
	attemptTimeout = 3 * time.Second
)

// errNoCredentials is returned when the environment has no credentials.
var errNoCredentials = errors.New("AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set")

// A Config has the table, its address and the credentials.
type Config struct {
	Table       string
	Region      string
	Endpoint    string // a URL; empty for Amazon's own
	Credentials aws.CredentialsProvider

	// HTTPClient sends the requests. If nil, a client with a timeout of three seconds is used.
	HTTPClient aws.HTTPClient
}

// NewClient returns an SDK client configured as New does it, for tools that create or check a table.
func NewClient(c Config) (*dynamodb.Client, error) {
	if c.Region == "" || c.Credentials == nil {
		return nil, errors.New("dynamodb client: no region, or no credentials")
	}
	o := dynamodb.Options{
		Region:      c.Region,
		Credentials: c.Credentials,
		HTTPClient:  c.HTTPClient,
		Retryer:     retry.NewStandard(retryOptions),
	}
	if c.HTTPClient == nil {
		o.HTTPClient = awshttp.NewBuildableClient().WithTimeout(attemptTimeout)
	}
	if c.Endpoint != "" {
		if u, err := url.Parse(c.Endpoint); err != nil || u.Host == "" {
			return nil, fmt.Errorf("dynamodb client: endpoint %q is not a URL", c.Endpoint)
		}
		o.BaseEndpoint = aws.String(c.Endpoint)
	}
	return dynamodb.New(o), nil
}

func retryOptions(o *retry.StandardOptions) {
	o.MaxAttempts = maxAttempts
	o.Backoff = retry.BackoffDelayerFunc(backoff)
	o.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(retryable)}, o.Retryables...)
}

// backoff returns the pause after an attempt: up to twice the one before, and at least half of that, so that
// colliding callers separate.
func backoff(attempt int, _ error) (time.Duration, error) {
	d := maxPause
	if shift := attempt - 1; shift < 4 {
		d = firstPause << max(0, shift)
	}
	return storage.Jitter(d), nil
}

// Environment returns credentials read through getenv from the variables that Lambda sets.
func Environment(getenv func(string) string) aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		c := aws.Credentials{
			AccessKeyID:     getenv("AWS_ACCESS_KEY_ID"),
			SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"),
			SessionToken:    getenv("AWS_SESSION_TOKEN"),
			Source:          "environment",
		}
		if !c.HasKeys() {
			return aws.Credentials{}, errNoCredentials
		}
		return c, nil
	})
}
