// Package archive stores the files that maintainers of the lists import,
// unchanged: the annex itself, beside the edition that was read from it.
//
// A file is stored under its list and the SHA-256 of its bytes:
//
//	annexes/cbec-retail-import/3701a34e6d4ab2289fa27e21cc1a0b7a45176cd1cf12a704b1fddc7a9e1dc272
//
// so the same file is stored once, however often it is imported, and a stored
// file is always the one that an import names. Nothing is overwritten, and
// nothing is deleted here.
//
// There are two implementations of Archive: Folder on a disk, and Bucket in
// Amazon S3.
//
// People read the stored files with tools of their own. This package does not
// read them.
package archive
