package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io"

	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/publication"
	"importchecker/shared/redecision"
	"importchecker/shared/storage"
)

// Publications stores imported lists in a Table, with the jobs and events that publishing them creates.
type Publications struct {
	table Table
	store *Store
}

var (
	_ publication.Store = (*Publications)(nil)
	_ redecision.Store  = (*Publications)(nil)
	_ event.Outbox      = (*Publications)(nil)
)

// NewPublications returns the store of imported lists in a table.
func NewPublications(table Table) *Publications { return &Publications{table, New(table)} }

// Attribute names, in addition to those of item.go.
const (
	attrContent = "content"
	attrDigest  = "digest"
	attrSize    = "size"
	attrChunks  = "chunks"
	attrData    = "data"
	attrVersion = "version"
	attrRev     = "rev"
	attrRecord  = "record"
)

// Sort keys.
const (
	skEdition = "EDITION"
	skHead    = "HEAD"
	skVersion = "V#"
	skFence   = "FENCE#"
)

// listHeadPK is the partition of the manifest.
const listHeadPK = "LIST#HEAD"

// fenceCount is the number of items that have the newest version of the lists, for transactions that depend on
// it. There are several so that these transactions do not conflict with each other.
const fenceCount = 16

var headKey = Key{listHeadPK, skHead}

func versionKey(version int) Key { return Key{listHeadPK, fmt.Sprintf("%s%010d", skVersion, version)} }

func fenceKey(n int) Key { return Key{listHeadPK, fmt.Sprintf("%s%02d", skFence, n)} }

// shardOf returns one of n shards for an id, always the same one.
func shardOf(id string, n int) int {
	h := fnv.New32a()
	h.Write([]byte(id))
	return int(h.Sum32() % uint32(n))
}

func editionKey(list, sum string) Key {
	return Key{"LIST#" + escape(list) + "#EDITION#" + escape(sum), skEdition}
}

// PutEdition implements publication.Store.
func (p *Publications) PutEdition(ctx context.Context, s library.Sealed) error {
	return wrap(p.putEdition(ctx, s), "store edition %s of %s", s.SHA256, s.List)
}

func (p *Publications) putEdition(ctx context.Context, s library.Sealed) error {
	key := editionKey(s.List, s.SHA256)
	attrs := map[string]Value{attrContent: String(s.Content)}
	stored, _, err := p.readBlob(ctx, key)
	if errors.Is(err, storage.ErrNotFound) {
		err = p.putBlob(ctx, key, s.Packed, attrs, Absent())
		if failedOps(err) == nil {
			return err
		}
		stored, _, err = p.readBlob(ctx, key)
	}
	switch {
	case errors.Is(err, storage.ErrDamaged):
		return p.putBlob(ctx, key, s.Packed, attrs)
	case err != nil:
		return err
	case stored.Attrs[attrContent].Str != s.Content:
		return fmt.Errorf("%w: other content is stored by this hash", storage.ErrConflict)
	}
	return nil
}

// Edition implements library.Shelf.
func (p *Publications) Edition(ctx context.Context, list, sum string) (library.Sealed, error) {
	item, data, err := p.readBlob(ctx, editionKey(list, sum))
	if errors.Is(err, storage.ErrDamaged) {
		return library.Sealed{}, &library.DamagedError{List: list, SHA256: sum, Cause: err}
	}
	if err != nil {
		return library.Sealed{}, fmt.Errorf("read edition %s of %s: %w", sum, list, err)
	}
	return library.Sealed{List: list, SHA256: sum, Content: item.Attrs[attrContent].Str, Packed: data}, nil
}

// Head implements library.Shelf.
func (p *Publications) Head(ctx context.Context) (*library.Manifest, error) {
	m, err := p.manifest(ctx, headKey)
	if errors.Is(err, storage.ErrNotFound) {
		return &library.Manifest{}, nil
	}
	return m, err
}

// Version implements library.Shelf.
func (p *Publications) Version(ctx context.Context, version int) (*library.Manifest, error) {
	return p.manifest(ctx, versionKey(version))
}

func (p *Publications) manifest(ctx context.Context, key Key) (*library.Manifest, error) {
	item, text, err := p.readBlob(ctx, key)
	if err != nil {
		return nil, err
	}
	if text, err = unpack(text); err != nil {
		return nil, fmt.Errorf("%w: manifest: %w", storage.ErrDamaged, err)
	}
	return library.UnmarshalManifest(text, item.Attrs[attrContent].Str)
}

// Move implements publication.Store.
func (p *Publications) Move(ctx context.Context, m *library.Manifest, i publication.Import,
	jobs []redecision.Job) error {
	if err := p.move(ctx, m, i, jobs); err != nil {
		return fmt.Errorf("move the lists to version %d: %w", m.Version, conflict(err))
	}
	return nil
}

func (p *Publications) move(ctx context.Context, m *library.Manifest, i publication.Import,
	jobs []redecision.Job) error {
	text, sum, err := library.MarshalManifest(m)
	if err != nil {
		return err
	}
	data, err := pack(text)
	if err != nil {
		return err
	}
	attrs := map[string]Value{attrContent: String(sum), attrVersion: Number(int64(m.Version))}
	before := Equals(attrVersion, Number(int64(m.Version-1)))
	if m.Version == 1 {
		before = Absent()
	}
	imported, err := p.importOp(ctx, i, nil)
	if err != nil {
		return err
	}
	head, err := p.prepareBlob(ctx, headKey, data, attrs)
	if err != nil {
		return err
	}
	version, err := p.prepareBlob(ctx, versionKey(m.Version), data, attrs)
	if err != nil {
		return err
	}
	ops := []Op{Put(head, before), Put(version, Absent()), imported}
	for n := range fenceCount {
		ops = append(ops, Put(Item{Key: fenceKey(n), Attrs: map[string]Value{attrVersion: Number(int64(m.Version))}}))
	}
	for _, job := range jobs {
		created, err := jobOps(job)
		if err != nil {
			return err
		}
		ops = append(ops, created...)
	}
	return p.table.Transact(ctx, ops)
}

// maxInline is how many bytes are stored in one item; larger data is split.
const maxInline = 350 << 10

// maxUnpacked limits the size of an unpacked text.
const maxUnpacked = 64 << 20

// blobItem returns an item with the given bytes.
func blobItem(key Key, data []byte, attrs map[string]Value) Item {
	item := Item{Key: key, Attrs: map[string]Value{
		attrDigest: String(hexSHA256(data)), attrSize: Number(int64(len(data))),
		attrChunks: Number(0), attrData: Bytes(data),
	}}
	for name, v := range attrs {
		item.Attrs[name] = v
	}
	return item
}

// chunkKey returns the key of a chunk of data that does not fit in one item. It includes the digest, so that
// chunks of concurrent writers are never mixed.
func chunkKey(key Key, digest string, n int) Key {
	return Key{key.PK, fmt.Sprintf("%s#%s#%04d", key.SK, digest, n)}
}

// putBlob writes bytes under a key: in the item itself or, when they are too large, in chunks written before
// it.
func (p *Publications) putBlob(ctx context.Context, key Key, data []byte, attrs map[string]Value,
	conditions ...Condition) error {
	item, err := p.prepareBlob(ctx, key, data, attrs)
	if err != nil {
		return err
	}
	return p.table.Transact(ctx, []Op{Put(item, conditions...)})
}

// prepareBlob returns the item that holds the bytes, and first writes the chunks if they do not fit in it.
func (p *Publications) prepareBlob(ctx context.Context, key Key, data []byte, attrs map[string]Value) (Item, error) {
	item := blobItem(key, data, attrs)
	if len(data) <= maxInline {
		return item, nil
	}
	chunks := 0
	for start := 0; start < len(data); start += maxInline {
		chunk := Item{
			Key:   chunkKey(key, hexSHA256(data), chunks),
			Attrs: map[string]Value{attrData: Bytes(data[start:min(start+maxInline, len(data))])},
		}
		if err := p.table.Transact(ctx, []Op{Put(chunk)}); err != nil {
			return Item{}, err
		}
		chunks++
	}
	item.Attrs[attrChunks], item.Attrs[attrData] = Number(int64(chunks)), Bytes(nil)
	return item, nil
}

// readBlob returns what putBlob wrote, or storage.ErrDamaged if it was altered or is incomplete.
func (p *Publications) readBlob(ctx context.Context, key Key) (Item, []byte, error) {
	item, err := getItem(ctx, p.table, key)
	if err != nil {
		return Item{}, nil, err
	}
	r := reader{item: item}
	digest, size, chunks, data := r.str(attrDigest), r.int(attrSize), r.int(attrChunks), r.bytes(attrData)
	if r.err != nil {
		return Item{}, nil, fmt.Errorf("%w: %w", storage.ErrDamaged, r.err)
	}
	if chunks > 0 {
		if data, err = p.readChunks(ctx, key, digest, chunks); err != nil {
			return Item{}, nil, err
		}
	}
	if len(data) != size || hexSHA256(data) != digest {
		return Item{}, nil, fmt.Errorf("%w: item %s: %d bytes with the hash %s, recorded are %d with %s",
			storage.ErrDamaged, key, len(data), hexSHA256(data), size, digest)
	}
	return item, data, nil
}

func (p *Publications) readChunks(ctx context.Context, key Key, digest string, n int) ([]byte, error) {
	if n*maxInline > maxUnpacked {
		return nil, fmt.Errorf("%w: item %s: %d chunks", storage.ErrDamaged, key, n)
	}
	keys := make([]Key, n)
	for i := range keys {
		keys[i] = chunkKey(key, digest, i)
	}
	items, err := p.table.BatchGet(ctx, keys)
	if err != nil {
		return nil, err
	}
	found := make(map[Key][]byte, n)
	for _, item := range items {
		found[item.Key] = item.Attrs[attrData].Bytes
	}
	var data []byte
	for _, key := range keys {
		data = append(data, found[key]...)
	}
	return data, nil
}

func pack(text []byte) ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(text)
	err = errors.Join(err, w.Close())
	return b.Bytes(), err
}

func hexSHA256(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func unpack(data []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(r, maxUnpacked+1))
	if err == nil && len(text) > maxUnpacked {
		err = fmt.Errorf("more than %d bytes", maxUnpacked)
	}
	return text, err
}

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
