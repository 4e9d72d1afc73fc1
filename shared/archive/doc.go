// Package archive keeps the files that maintainers of the lists bring in, as they
// were brought in: the annex itself, beside the edition that was read from it.
//
// A file is kept under the list that it is of and the SHA-256 of its bytes:
//
//	annexes/cbec-retail-import/3701a34e6d4ab2289fa27e21cc1a0b7a45176cd1cf12a704b1fddc7a9e1dc272
//
// so the same file is kept once, however often it is brought in, and what is kept
// is never another file than an import names. Nothing is overwritten, and nothing
// is dropped here.
//
// There are two archives, with one contract: Folder on a disk, and Bucket in
// Amazon S3.
//
// What is kept is read by people, with tools of their own. This package does not
// read it.
package archive
