package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"time"

	"importchecker/shared/s3"
)

// attemptTimeout bounds one try: a file has up to 4 MB.
const attemptTimeout = 8 * time.Second

// A Bucket is an archive in Amazon S3.
type Bucket struct{ objects *s3.Bucket }

var _ Archive = (*Bucket)(nil)

// NewBucket returns the archive of a Config. It sends nothing. A Config without
// a client gets one that bounds each try.
func NewBucket(c s3.Config) (*Bucket, error) {
	if c.Client == nil {
		c.Client = &http.Client{Timeout: attemptTimeout}
	}
	objects, err := s3.New(c)
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	return &Bucket{objects}, nil
}

// Keep implements Archive. When storage does not respond, the error is
// storage.ErrUnavailable.
func (b *Bucket) Keep(ctx context.Context, list, sum string, raw []byte) error {
	name, err := fileName(list, sum, raw)
	if err != nil {
		return err
	}
	hash := sha256.Sum256(raw)
	res, err := b.objects.Do(ctx, s3.Request{
		Method: http.MethodPut, Key: name, Body: bytes.NewReader(raw), Size: int64(len(raw)),
		SHA256: hex.EncodeToString(hash[:]),
		Header: map[string]string{
			"Content-Type": "application/octet-stream",
			// S3 verifies this.
			"X-Amz-Checksum-Sha256": base64.StdEncoding.EncodeToString(hash[:]),
			// Nothing is overwritten; the bucket's policy refuses requests
			// without this.
			"If-None-Match": "*",
		},
	})
	if status, ok := errors.AsType[*s3.StatusError](err); ok && status.Status == http.StatusPreconditionFailed {
		return nil // it is already stored, under the same hash
	}
	if err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	return res.Body.Close()
}
