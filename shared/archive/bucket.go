package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"importchecker/shared/storage"
)

const (
	// attemptTimeout bounds one try: a file has up to 4 MB.
	attemptTimeout = 8 * time.Second

	maxAttempts = 4
	firstPause  = 50 * time.Millisecond
	maxAnswer   = 16 << 10 // of an error
)

// A Config says which bucket, where, and as whom.
type Config struct {
	Bucket      string
	Region      string
	Endpoint    string // a URL; empty for Amazon's own
	Credentials aws.CredentialsProvider
	HTTPClient  aws.HTTPClient // when nil, one is made that bounds each try
	Now         func() time.Time
}

// A Bucket is an archive in Amazon S3.
type Bucket struct {
	config Config
	base   *url.URL // of the bucket
	signer *v4.Signer
}

var _ Archive = (*Bucket)(nil)

// NewBucket returns the archive that a Config names. It sends nothing.
func NewBucket(c Config) (*Bucket, error) {
	if c.Bucket == "" || c.Region == "" || c.Credentials == nil || c.Now == nil {
		return nil, errors.New("archive: no bucket, no region, no credentials, or no clock")
	}
	at := "https://" + c.Bucket + ".s3." + c.Region + ".amazonaws.com/"
	if strings.HasPrefix(c.Region, "cn-") {
		at = "https://" + c.Bucket + ".s3." + c.Region + ".amazonaws.com.cn/"
	}
	if c.Endpoint != "" { // an emulator has no name for each bucket
		at = c.Endpoint + "/" + c.Bucket + "/"
	}
	base, err := url.Parse(at)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("archive: %q is not a URL", at)
	}
	if c.HTTPClient == nil {
		c.HTTPClient = awshttp.NewBuildableClient().WithTimeout(attemptTimeout)
	}
	return &Bucket{c, base, v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })}, nil
}

// Keep implements Archive. When storage does not answer the error is
// storage.ErrUnavailable.
func (b *Bucket) Keep(ctx context.Context, list, sum string, raw []byte) error {
	name, err := name(list, sum, raw)
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		err := b.put(ctx, name, raw)
		if err == nil {
			return nil
		}
		if !errors.Is(err, storage.ErrUnavailable) || attempt == maxAttempts {
			return fmt.Errorf("keep %s: %w", name, err)
		}
		if err := pause(ctx, firstPause<<attempt); err != nil {
			return fmt.Errorf("keep %s: %w: %w", name, storage.ErrUnavailable, err)
		}
	}
}

// put makes one try.
func (b *Bucket) put(ctx context.Context, name string, raw []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, b.base.JoinPath(name).String(), bytes.NewReader(raw))
	if err != nil {
		return err
	}
	sum := sha256.Sum256(raw)
	req.Header.Set("Content-Type", "application/octet-stream")
	// What arrives is compared with this there.
	req.Header.Set("X-Amz-Checksum-Sha256", base64.StdEncoding.EncodeToString(sum[:]))
	req.Header.Set("X-Amz-Content-Sha256", hex.EncodeToString(sum[:]))
	// Nothing is overwritten; the bucket's policy refuses what does not say so.
	req.Header.Set("If-None-Match", "*")
	credentials, err := b.config.Credentials.Retrieve(ctx)
	if err != nil {
		return err
	}
	if err := b.signer.SignHTTP(ctx, credentials, req, hex.EncodeToString(sum[:]), "s3", b.config.Region, b.config.Now()); err != nil {
		return err
	}
	res, err := b.config.HTTPClient.Do(req)
	if err != nil {
		return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
	}
	defer res.Body.Close()
	return outcome(res)
}

// outcome reads what became of a try.
func outcome(res *http.Response) error {
	text, _ := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	var fault struct{ Code, Message string }
	_ = xml.Unmarshal(text, &fault) // the status says enough
	err := fmt.Errorf("status %d: %s: %s", res.StatusCode, fault.Code, fault.Message)
	switch {
	case res.StatusCode == http.StatusOK:
		return nil
	case res.StatusCode == http.StatusPreconditionFailed:
		return nil // it is kept already, by the same hash
	case res.StatusCode >= 500, res.StatusCode == http.StatusTooManyRequests,
		res.StatusCode == http.StatusConflict: // another keeps it at this moment
		return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
	}
	return err
}

// pause waits for up to d, and at least half of it.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d/2 + rand.N(d/2))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
