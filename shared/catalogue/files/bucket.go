package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"importchecker/shared/catalogue/job"
	"importchecker/shared/storage"
)

// unsigned says that the body of a request is not part of its signature; the
// connection is encrypted.
const unsigned = "UNSIGNED-PAYLOAD"

// A Config says which bucket, where, and as whom.
type Config struct {
	Bucket      string
	Region      string
	Endpoint    string // a URL; empty for Amazon's own
	Credentials aws.CredentialsProvider
	Client      *http.Client // when nil, the default one: files take their time
	Now         func() time.Time
}

// A Bucket keeps files in Amazon S3.
type Bucket struct {
	config Config
	base   *url.URL
	signer *v4.Signer
}

var _ job.Files = (*Bucket)(nil)

// NewBucket returns the files of a bucket. It sends nothing.
func NewBucket(c Config) (*Bucket, error) {
	if c.Bucket == "" || c.Region == "" || c.Credentials == nil || c.Now == nil {
		return nil, errors.New("files: no bucket, no region, no credentials, or no clock")
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
		return nil, fmt.Errorf("files: %q is not a URL", at)
	}
	if c.Client == nil {
		c.Client = http.DefaultClient
	}
	return &Bucket{c, base, v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })}, nil
}

// PutURL implements job.Files.
func (b *Bucket) PutURL(key string, until time.Time) (method, address string, headers map[string]string, err error) {
	address, err = b.presign(http.MethodPut, key, until, url.Values{})
	return http.MethodPut, address, map[string]string{}, err
}

// GetURL implements job.Files.
func (b *Bucket) GetURL(key, saveAs string, until time.Time) (string, error) {
	q := url.Values{}
	if saveAs != "" {
		q.Set("response-content-disposition", mime.FormatMediaType("attachment", map[string]string{"filename": saveAs}))
	}
	return b.presign(http.MethodGet, key, until, q)
}

// presign returns an address that is good until the time.
func (b *Bucket) presign(method, key string, until time.Time, q url.Values) (string, error) {
	now := b.config.Now()
	q.Set("X-Amz-Expires", strconv.Itoa(max(1, int(until.Sub(now).Seconds()))))
	req, err := http.NewRequest(method, b.base.JoinPath(key).String()+"?"+q.Encode(), nil)
	if err != nil {
		return "", err
	}
	credentials, err := b.config.Credentials.Retrieve(context.Background())
	if err != nil {
		return "", err
	}
	address, _, err := b.signer.PresignHTTP(context.Background(), credentials, req, unsigned, "s3", b.config.Region, now)
	return address, err
}

// Size implements job.Files.
func (b *Bucket) Size(ctx context.Context, key string) (int64, error) {
	res, err := b.do(ctx, http.MethodHead, key, nil, 0)
	if err != nil {
		return 0, err
	}
	return res.ContentLength, res.Body.Close()
}

// Open implements job.Files.
func (b *Bucket) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	res, err := b.do(ctx, http.MethodGet, key, nil, 0)
	if err != nil {
		return nil, err
	}
	return res.Body, nil
}

// Write implements job.Files.
func (b *Bucket) Write(ctx context.Context, key string, file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	res, err := b.do(ctx, http.MethodPut, key, io.NewSectionReader(file, 0, info.Size()), info.Size())
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// do sends a request and refuses an answer that is none.
func (b *Bucket) do(ctx context.Context, method, key string, body io.Reader, size int64) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, b.base.JoinPath(key).String(), body)
	if err != nil {
		return nil, err
	}
	req.ContentLength = size
	req.Header.Set("X-Amz-Content-Sha256", unsigned)
	credentials, err := b.config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	if err := b.signer.SignHTTP(ctx, credentials, req, unsigned, "s3", b.config.Region, b.config.Now()); err != nil {
		return nil, err
	}
	res, err := b.config.Client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w: %w", method, key, storage.ErrUnavailable, err)
	}
	if res.StatusCode < 300 {
		return res, nil
	}
	text, _ := io.ReadAll(io.LimitReader(res.Body, 4<<10))
	_ = res.Body.Close()
	err = fmt.Errorf("%s %s: status %d: %s", method, key, res.StatusCode, text)
	switch {
	case res.StatusCode == http.StatusNotFound:
		return nil, fmt.Errorf("%w: %w", storage.ErrNotFound, err)
	case res.StatusCode >= 500, res.StatusCode == http.StatusTooManyRequests:
		return nil, fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
	}
	return nil, err
}
