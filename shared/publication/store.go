package publication

import (
	"context"

	"importchecker/shared/library"
	"importchecker/shared/redecision"
	"importchecker/shared/storage"
)

// A DeskStore keeps editions, imports and versions of the manifest. Each method
// is safe for use by many at once; what was acknowledged is durable and seen by
// the next call.
type Store interface {
	library.Shelf
	redecision.Index

	// PutEdition stores an edition. That it is stored already is no error, and
	// when what is stored is damaged, it is mended. ErrConflict when its hash
	// stands for other content.
	PutEdition(ctx context.Context, s library.Sealed) error

	// CreateImport stores an import with its parts. ErrConflict when the id is
	// taken.
	CreateImport(ctx context.Context, i Import, parts map[string][]byte) error

	// UpdateImport stores an import in the place of the revision before, and
	// those of its parts that are given. ErrConflict when another revision is
	// stored.
	UpdateImport(ctx context.Context, i Import, parts map[string][]byte) error

	// Import returns an import; ErrNotFound when the list has none with the id.
	Import(ctx context.Context, list, id string) (Import, error)

	// Imports returns those of a list, newest first, and the cursor of the page
	// that follows, which is empty after the last one.
	Imports(ctx context.Context, list string, p storage.Page) (page []Import, next string, err error)

	// ImportPart returns a part of an import; ErrNotFound when it has none of
	// this name.
	ImportPart(ctx context.Context, list, id, name string) ([]byte, error)

	// Move makes a manifest the newest, with the import that it is about and
	// the jobs that follow from it, all at once or not at all. ErrConflict when
	// the newest is not the version before, or the import is not stored in the
	// revision before.
	Move(ctx context.Context, m *library.Manifest, i Import, jobs []redecision.Job) error
}
