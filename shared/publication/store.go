package publication

import (
	"context"

	"importchecker/shared/library"
	"importchecker/shared/redecision"
	"importchecker/shared/storage"
)

// A Store stores editions, imports and versions of the manifest. Its methods
// are safe for concurrent use; what was acknowledged is durable and visible to
// the next call.
type Store interface {
	library.Shelf
	redecision.Index

	// PutEdition stores an edition. Storing it twice is no error, and repairs a
	// damaged copy. The error is ErrConflict when other content has its hash.
	PutEdition(ctx context.Context, s library.Sealed) error

	// CreateImport stores an import with its parts; ErrConflict when the id is
	// taken.
	CreateImport(ctx context.Context, i Import, parts map[string][]byte) error

	// UpdateImport replaces the previous revision of an import, and those of
	// its parts that are given; ErrConflict when the stored revision is
	// another.
	UpdateImport(ctx context.Context, i Import, parts map[string][]byte) error

	// Import returns an import; ErrNotFound when the list has none with the id.
	Import(ctx context.Context, list, id string) (Import, error)

	// Imports returns imports of a list, newest first, and the cursor of the
	// next page, which is empty after the last one.
	Imports(ctx context.Context, list string, p storage.Page) (page []Import, next string, err error)

	// ImportPart returns a part of an import; ErrNotFound when it has none of
	// that name.
	ImportPart(ctx context.Context, list, id, name string) ([]byte, error)

	// Move makes a manifest the newest, with the import concerned and the jobs
	// that follow, in one transaction. ErrConflict when the newest manifest is
	// not the previous version, or the stored import is not the previous
	// revision.
	Move(ctx context.Context, m *library.Manifest, i Import, jobs []redecision.Job) error
}
