package publication

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"importchecker/shared/library"
)

// ImportStore loads imports.
type ImportStore interface {
	// Import returns an import; ErrNotFound when the list has none with the id.
	Import(ctx context.Context, list, id string) (Import, error)

	// ImportPart returns a part of an import; ErrNotFound when it has none of
	// this name.
	ImportPart(ctx context.Context, list, id, name string) ([]byte, error)
}

// Origins finds the imports of the editions that Live answers from. It caches
// them: an import that is in the manifest does not change.
type Origins struct {
	live    *library.Live
	imports ImportStore

	mu    sync.Mutex
	cache map[string]origin // by list and import
}

type origin struct {
	imported Import
	places   []Position
}

// maxOrigins is how many imports are cached. One takes about 100 KB with its
// positions.
const maxOrigins = 32

// NewOrigins returns an Origins for the editions that live uses.
func NewOrigins(live *library.Live, kept ImportStore) *Origins {
	return &Origins{live: live, imports: kept, cache: make(map[string]origin)}
}

// Of returns the import of an edition, with the position of each entry in the
// file; nil when the edition is built in, or not in use. It does not check for
// newer lists.
func (o *Origins) Of(ctx context.Context, list, edition string) (*Import, []Position, error) {
	ref, ok := o.live.Ref(list, edition)
	if !ok {
		return nil, nil, nil
	}
	key := list + "\x00" + ref.Import
	o.mu.Lock()
	known, ok := o.cache[key]
	o.mu.Unlock()
	if !ok {
		var err error
		if known, err = o.load(ctx, list, ref.Import); err != nil {
			return nil, nil, fmt.Errorf("origin of edition %s of %s: %w", edition, list, err)
		}
		o.mu.Lock()
		if len(o.cache) >= maxOrigins {
			clear(o.cache)
		}
		o.cache[key] = known
		o.mu.Unlock()
	}
	imported := known.imported
	return &imported, known.places, nil
}

func (o *Origins) load(ctx context.Context, list, id string) (origin, error) {
	imported, err := o.imports.Import(ctx, list, id)
	if err != nil {
		return origin{}, err
	}
	text, err := o.imports.ImportPart(ctx, list, id, PartPlaces)
	if err != nil {
		return origin{}, err
	}
	found := origin{imported: imported}
	return found, json.Unmarshal(text, &found.places)
}
