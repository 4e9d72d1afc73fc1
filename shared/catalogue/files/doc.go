// Package files stores the files of catalogues: sellers' uploads and jobs' results. Bucket stores them in
// Amazon S3, at presigned URLs; Folder stores them on disk, at URLs of the local server that are signed in a
// similar way.
package files
