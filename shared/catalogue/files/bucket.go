package files

import (
	"context"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"time"

	"importchecker/shared/catalogue/job"
	"importchecker/shared/s3"
)

// A Bucket stores files in Amazon S3.
type Bucket struct{ objects *s3.Bucket }

var _ job.Files = (*Bucket)(nil)

// NewBucket returns the files of a bucket. It sends no request. The client of the Config should have no
// timeout, since files may be large.
func NewBucket(c s3.Config) (*Bucket, error) {
	objects, err := s3.New(c)
	return &Bucket{objects}, err
}

// PutURL implements job.Files.
func (b *Bucket) PutURL(key string, until time.Time) (method, address string, headers map[string]string, err error) {
	address, err = b.objects.Presign(http.MethodPut, key, until, nil)
	return http.MethodPut, address, map[string]string{}, err
}

// GetURL implements job.Files.
func (b *Bucket) GetURL(key, saveAs string, until time.Time) (string, error) {
	q := url.Values{}
	if saveAs != "" {
		q.Set("response-content-disposition", mime.FormatMediaType("attachment", map[string]string{"filename": saveAs}))
	}
	return b.objects.Presign(http.MethodGet, key, until, q)
}

// Size implements job.Files.
func (b *Bucket) Size(ctx context.Context, key string) (int64, error) {
	res, err := b.objects.Do(ctx, s3.Request{Method: http.MethodHead, Key: key})
	if err != nil {
		return 0, err
	}
	return res.ContentLength, res.Body.Close()
}

// Open implements job.Files.
func (b *Bucket) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	res, err := b.objects.Do(ctx, s3.Request{Method: http.MethodGet, Key: key})
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
	res, err := b.objects.Do(ctx, s3.Request{
		Method: http.MethodPut, Key: key, Body: io.NewSectionReader(file, 0, info.Size()), Size: info.Size()})
	if err != nil {
		return err
	}
	return res.Body.Close()
}
