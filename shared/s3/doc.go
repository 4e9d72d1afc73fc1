// Package s3 sends requests about objects of one bucket in Amazon S3, signed, and
// makes addresses that others may use for a time.
//
//	bucket, err := s3.New(s3.Config{Bucket: "annexes", Region: "eu-central-1", …})
//	res, err := bucket.Do(ctx, s3.Request{Method: "PUT", Key: "a/b", Body: file, Size: 5})
//
// What passes is tried again a few times, and is then storage.ErrUnavailable; an
// object that is not there is storage.ErrNotFound. It is little beside the SDK's
// client for S3, which would add 1.5 MB to each program that keeps a file.
//
// This package does not know what the objects are.
package s3
