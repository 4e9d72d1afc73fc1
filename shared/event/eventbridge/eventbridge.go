package eventbridge

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"importchecker/shared/event"
	"importchecker/shared/storage"
	"importchecker/shared/webhook"
)

const (
	// attemptTimeout bounds one try.
	attemptTimeout = 3 * time.Second

	// maxAttempts is how often an entry is put that is temporarily refused.
	maxAttempts = 4
	firstPause  = 50 * time.Millisecond
)

// A Config has the name, place and credentials of a bus.
type Config struct {
	Name        string
	Region      string
	Endpoint    string // a URL; empty for Amazon's own
	Credentials aws.CredentialsProvider
	HTTPClient  aws.HTTPClient // when nil, a client with a timeout of three seconds is made
}

// A Bus is an EventBridge bus.
type Bus struct {
	// It is a function, not the client: see store/dynamo.
	putEvents func(context.Context, *eventbridge.PutEventsInput,
		...func(*eventbridge.Options)) (*eventbridge.PutEventsOutput, error)
	name string
}

var _ event.Publisher = (*Bus)(nil)

// New returns the bus of a Config. It sends nothing.
func New(c Config) (*Bus, error) {
	if c.Name == "" || c.Region == "" || c.Credentials == nil {
		return nil, errors.New("event bus: no name, no region, or no credentials")
	}
	o := eventbridge.Options{Region: c.Region, Credentials: c.Credentials, HTTPClient: c.HTTPClient}
	if c.HTTPClient == nil {
		o.HTTPClient = awshttp.NewBuildableClient().WithTimeout(attemptTimeout)
	}
	if c.Endpoint != "" {
		if u, err := url.Parse(c.Endpoint); err != nil || u.Host == "" {
			return nil, fmt.Errorf("event bus: endpoint %q is not a URL", c.Endpoint)
		}
		o.BaseEndpoint = aws.String(c.Endpoint)
	}
	return &Bus{eventbridge.New(o).PutEvents, c.Name}, nil
}

// Publish implements event.Publisher. Events for a single webhook are not put
// on the bus.
func (b *Bus) Publish(ctx context.Context, e event.Event) error {
	if e.Only() != "" {
		return nil
	}
	detail, err := e.Detail()
	if err != nil {
		return err
	}
	return b.put(ctx, e.Type, string(detail), e.At)
}

// Wake puts the event that deliveries are due.
func (b *Bus) Wake(ctx context.Context, now time.Time) error {
	return b.put(ctx, webhook.Due, "{}", now)
}

// put puts one entry, and retries it while it is temporarily refused. The
// client's own retries of failed requests come in addition.
func (b *Bus) put(ctx context.Context, detailType, detail string, at time.Time) error {
	in := &eventbridge.PutEventsInput{Entries: []types.PutEventsRequestEntry{{
		EventBusName: &b.name,
		Source:       aws.String(event.Source),
		DetailType:   &detailType,
		Detail:       &detail,
		Time:         &at,
	}}}
	for attempt := 1; ; attempt++ {
		out, err := b.putEvents(ctx, in)
		if err == nil {
			err = refusalOf(out)
		}
		var r *refusal
		if !errors.As(err, &r) {
			return wrap(err, detailType)
		}
		if !r.temporary() || attempt == maxAttempts {
			return wrap(err, detailType)
		}
		if err := storage.Pause(ctx, storage.Jitter(firstPause<<attempt)); err != nil {
			return wrap(errors.Join(err, r), detailType)
		}
	}
}

func wrap(err error, detailType string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("put %s on the bus: %w", detailType, err)
}

// A refusal says why an entry was not accepted, in an otherwise successful
// response.
type refusal struct{ code, message string }

func (r *refusal) Error() string { return "refused: " + r.code + ": " + r.message }

// temporary reports whether the refusal is temporary.
func (r *refusal) temporary() bool {
	switch r.code {
	case "ThrottlingException", "InternalFailure", "InternalException", "ServiceUnavailable":
		return true
	}
	return false
}

// refusalOf returns why an entry was not accepted; nil when it was.
func refusalOf(out *eventbridge.PutEventsOutput) error {
	for _, entry := range out.Entries {
		if code := aws.ToString(entry.ErrorCode); code != "" {
			return &refusal{code, aws.ToString(entry.ErrorMessage)}
		}
	}
	switch {
	case out.FailedEntryCount > 0:
		return &refusal{"InternalFailure", "no reason is given"}
	case len(out.Entries) != 1 || aws.ToString(out.Entries[0].EventId) == "":
		return errors.New("the answer does not say what became of the entry")
	}
	return nil
}
