package s3

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"importchecker/shared/storage"
)

const (
	maxAttempts = 4
	firstPause  = 50 * time.Millisecond
	maxAnswer   = 16 << 10 // of an error response
)

// unsignedPayload says that the body of a request is not part of its signature; the connection is encrypted.
const unsignedPayload = "UNSIGNED-PAYLOAD"

// A Config has the bucket, its address and the credentials.
type Config struct {
	Bucket      string
	Region      string
	Endpoint    string // a URL; empty for Amazon's own
	Credentials aws.CredentialsProvider
	Client      *http.Client // if nil, http.DefaultClient
	Now         func() time.Time
}

// A Bucket sends requests for its objects.
type Bucket struct {
	config Config
	base   *url.URL
	signer *v4.Signer
}

// New returns the bucket that a Config names. It sends no request.
func New(c Config) (*Bucket, error) {
	if c.Bucket == "" || c.Region == "" || c.Credentials == nil || c.Now == nil {
		return nil, errors.New("s3: no bucket, no region, no credentials, or no clock")
	}
	address := "https://" + c.Bucket + ".s3." + c.Region + ".amazonaws.com/"
	if len(c.Region) > 3 && c.Region[:3] == "cn-" {
		address = "https://" + c.Bucket + ".s3." + c.Region + ".amazonaws.com.cn/"
	}
	if c.Endpoint != "" { // an emulator has no host name for each bucket
		address = c.Endpoint + "/" + c.Bucket + "/"
	}
	base, err := url.Parse(address)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("s3: %q is not a URL", address)
	}
	if c.Client == nil {
		c.Client = http.DefaultClient
	}
	return &Bucket{c, base, v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })}, nil
}

// A Request is about one object.
type Request struct {
	Method string
	Key    string
	Header map[string]string // signed as well
	Body   io.ReadSeeker     // nil for none; rewound for each attempt
	Size   int64             // of the body
	SHA256 string            // of the body, in hex, if it is to be signed
}

// A StatusError is an unsuccessful response.
type StatusError struct {
	Status        int
	Code, Message string
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("status %d: %s: %s", e.Status, e.Code, e.Message)
}

// Do sends a request, with retries, and returns the successful response. Its body must be closed.
func (b *Bucket) Do(ctx context.Context, r Request) (*http.Response, error) {
	for attempt := 1; ; attempt++ {
		res, err := b.attempt(ctx, &r)
		if err == nil {
			return res, nil
		}
		if !errors.Is(err, storage.ErrUnavailable) || attempt == maxAttempts {
			return nil, fmt.Errorf("%s %s: %w", r.Method, r.Key, err)
		}
		if err := storage.Pause(ctx, storage.Jitter(firstPause<<attempt)); err != nil {
			return nil, fmt.Errorf("%s %s: %w: %w", r.Method, r.Key, storage.ErrUnavailable, err)
		}
	}
}

// attempt sends a request once.
func (b *Bucket) attempt(ctx context.Context, r *Request) (*http.Response, error) {
	var body io.Reader
	if r.Body != nil {
		if _, err := r.Body.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		body = io.NopCloser(r.Body)
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, b.base.JoinPath(r.Key).String(), body)
	if err != nil {
		return nil, err
	}
	if req.ContentLength = r.Size; r.Size == 0 {
		req.Body = nil
	}
	for name, value := range r.Header {
		req.Header.Set(name, value)
	}
	sum := r.SHA256
	if sum == "" {
		sum = unsignedPayload
	}
	req.Header.Set("X-Amz-Content-Sha256", sum)
	credentials, err := b.config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	if err := b.signer.SignHTTP(ctx, credentials, req, sum, "s3", b.config.Region, b.config.Now()); err != nil {
		return nil, err
	}
	res, err := b.config.Client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
	}
	if res.StatusCode < 300 {
		return res, nil
	}
	defer res.Body.Close()
	return nil, statusError(res)
}

// statusError reads an unsuccessful response.
func statusError(res *http.Response) error {
	text, _ := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	err := &StatusError{Status: res.StatusCode}
	var answer struct{ Code, Message string }
	if xml.Unmarshal(text, &answer) == nil { // otherwise the status has to do
		err.Code, err.Message = answer.Code, answer.Message
	}
	switch {
	case res.StatusCode == http.StatusNotFound && err.Code != "NoSuchBucket":
		return fmt.Errorf("%w: %w", storage.ErrNotFound, err)
	case res.StatusCode >= 500, res.StatusCode == http.StatusTooManyRequests,
		res.StatusCode == http.StatusConflict: // another request writes the object now
		return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
	}
	return err
}

// Presign returns a URL with which anyone may make this request until the given time.
func (b *Bucket) Presign(method, key string, until time.Time, q url.Values) (string, error) {
	now := b.config.Now()
	if q == nil {
		q = url.Values{}
	}
	q.Set("X-Amz-Expires", strconv.Itoa(max(1, int(until.Sub(now).Seconds()))))
	req, err := http.NewRequest(method, b.base.JoinPath(key).String()+"?"+q.Encode(), nil)
	if err != nil {
		return "", err
	}
	credentials, err := b.config.Credentials.Retrieve(context.Background())
	if err != nil {
		return "", err
	}
	address, _, err := b.signer.PresignHTTP(context.Background(), credentials, req, unsignedPayload, "s3",
		b.config.Region, now)
	return address, err
}
