// Package s3 sends signed requests for the objects of one bucket in Amazon S3, and makes presigned URLs.
//
//	bucket, err := s3.New(s3.Config{Bucket: "annexes", Region: "eu-central-1", …})
//	res, err := bucket.Do(ctx, s3.Request{Method: "PUT", Key: "a/b", Body: file, Size: 5})
//
// Transient errors are retried a few times, and are then storage.ErrUnavailable; a missing object is
// storage.ErrNotFound. The SDK's client for S3 would add 1.5 MB to each program that stores a file.
package s3
