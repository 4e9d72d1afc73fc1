// Package files holds the files of catalogues: what sellers put and what jobs
// write. Bucket keeps them in Amazon S3, at addresses that are signed for a time;
// Folder keeps them on a disk, at addresses of the local server that are signed
// in the same way.
package files
