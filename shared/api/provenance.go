package api

import (
	"context"
	"slices"
	"strings"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/publication"
	"importchecker/shared/tariff"
)

// An origin is where an edition came from.
type origin struct {
	unknown  bool // it could not be read just now
	imported *publication.Import
	places   map[string]publication.Position // by entry

	// beside returns the files of the other editions of the list, of which an
	// edition that changes one of them has rows. It may be nil.
	beside func() []annexFile
}

// An annexFile is a file that brought an edition of goods, with where in it a
// row was read.
type annexFile struct {
	imported *publication.Import
	places   map[rowKey]publication.Position
}

// A rowKey tells the rows of an edition of goods apart. Their ids are others in
// each edition.
type rowKey struct {
	category string
	code     tariff.Code
}

// origins are those of the editions of one answer. Once one of them could not be
// read, the others are not asked for: an answer does not wait for each in vain.
type origins struct {
	provenance Provenance
	failed     bool
	found      map[string]origin
}

// Provenance returns the import that brought an edition, with where in the file
// each entry was read; nil for a built-in edition.
type Provenance func(ctx context.Context, list, edition string) (*publication.Import, []publication.Position, error)

// provenanceTime is how long an answer waits for what is known of an edition.
const provenanceTime = time.Second

// newOrigins asks provenance, which may be nil: then no edition was imported.
func newOrigins(provenance Provenance) *origins {
	return &origins{provenance: provenance, found: make(map[string]origin)}
}

// of returns where an edition came from. That it cannot be read is noted, and
// takes nothing else away from the answer.
func (o *origins) of(ctx context.Context, e *edition.Edition) origin {
	if o.provenance == nil || builtInAlone(e.List) {
		return origin{}
	}
	key := e.List + "\x00" + e.ID
	if known, ok := o.found[key]; ok {
		return known
	}
	if o.failed {
		return origin{unknown: true}
	}
	asked, cancel := context.WithTimeout(ctx, provenanceTime)
	defer cancel()
	i, places, err := o.provenance(asked, e.List, e.ID)
	if err != nil {
		note(ctx).failure += "provenance of " + e.List + "/" + e.ID + ": " + err.Error() + "\n"
		o.failed = true
		return origin{unknown: true}
	}
	from := origin{imported: i, places: make(map[string]publication.Position, len(places))}
	for _, p := range places {
		from.places[p.Entry] = p
	}
	o.found[key] = from
	return from
}

// origin writes how an edition came to be held, and the import that brought it.
func (w *writer) origin(from origin) {
	switch {
	case from.unknown:
		w.str("state", "unknown")
		w.null("import")
	case from.imported == nil:
		w.str("state", "built_in")
	default:
		w.str("state", string(from.imported.State))
		w.importOf(from)
	}
}

// importOf writes the import that brought an edition, or null where that could
// not be read. Of a built-in edition it writes nothing.
func (w *writer) importOf(from origin) {
	if from.unknown {
		w.null("import")
	}
	if from.imported == nil {
		return
	}
	i := from.imported
	w.object("import")
	w.str("id", i.ID)
	w.broughtIn(i)
	w.step("publication", i.Publication, "version", i.PublishedAs)
	w.strOrNull("published_by", i.PublishedBy)
	w.timeOrNull("published_at", i.PublishedAt)
	w.end('}')
}

// readAt writes where in the file a row was read, as far as that is known.
func (w *writer) readAt(from origin, entry string) {
	if p, ok := from.places[entry]; ok {
		w.placeIn("", p)
	}
}

// entryReadAt writes where a row of goods was read: in the file that brought its
// edition, or in that of an edition which that one changes.
func (w *writer) entryReadAt(from origin, row *list.Entry) {
	if _, ok := from.places[row.ID]; ok || from.imported == nil || from.beside == nil {
		w.readAt(from, row.ID)
		return
	}
	for _, id := range row.Sources {
		hash, ok := strings.CutPrefix(id, list.AnnexSource)
		if !ok || strings.HasPrefix(from.imported.FileSHA256, hash) {
			continue
		}
		for _, f := range from.beside() {
			p, ok := f.places[rowKey{row.Category, row.Code}]
			if ok && strings.HasPrefix(f.imported.FileSHA256, hash) {
				w.placeIn(f.imported.File, p)
				return
			}
		}
	}
}

// placeIn writes a place in a file, which is named where it is not the one that
// the answer is about.
func (w *writer) placeIn(file string, p publication.Position) {
	w.object("place")
	w.some("file", file)
	w.some("sheet", p.Sheet)
	w.int("row", int64(p.Row))
	w.end('}')
}

// files returns the files of the editions of a list of goods but for one.
func (o *origins) files(ctx context.Context, l *listing, but rows) (files []annexFile) {
	for _, e := range l.editions {
		goods, ok := e.(listRows)
		if !ok || e == but {
			continue
		}
		from := o.of(ctx, e.about())
		if from.imported == nil {
			continue
		}
		f := annexFile{from.imported, make(map[rowKey]publication.Position, len(from.places))}
		for i := range goods.Entries {
			row := &goods.Entries[i]
			if p, ok := from.places[row.ID]; ok {
				f.places[rowKey{row.Category, row.Code}] = p
			}
		}
		files = append(files, f)
	}
	return files
}

// annexes are imports whose files may be cited as sources.
type annexes []*publication.Import

// add adds the import that an edition came from, if one did.
func (a *annexes) add(from origin) {
	if from.imported != nil {
		*a = append(*a, from.imported)
	}
}

// find returns the import whose file a source is.
func (a annexes) find(id string) (*publication.Import, bool) {
	hash, ok := strings.CutPrefix(id, list.AnnexSource)
	if !ok || hash == "" {
		return nil, false
	}
	i := slices.IndexFunc(a, func(i *publication.Import) bool { return strings.HasPrefix(i.FileSHA256, hash) })
	if i < 0 {
		return nil, false
	}
	return a[i], true
}

// lookUp asks for the imports of a list whose files are cited and not known yet:
// an edition that changes another one has rows of the file that brought that.
func (a *annexes) lookUp(ctx context.Context, w *writer, o *origins, l *listing) {
	unknown := func(id string) bool {
		_, ok := a.find(id)
		return !ok && strings.HasPrefix(id, list.AnnexSource)
	}
	for _, e := range l.editions {
		if !slices.ContainsFunc(w.cited, unknown) {
			return
		}
		a.add(o.of(ctx, e.about()))
	}
}

// sources writes the register of the sources that were cited: of an annex that a
// maintainer brought in, the document that it belongs to and the file; of others,
// what is known of them.
func (a annexes) sources(w *writer) {
	w.sourcesBy(func(id string) {
		i, ok := a.find(id)
		if !ok {
			w.source(id)
			return
		}
		w.str("id", id)
		w.register("Annex of "+i.Edition.Document+", as the maintainer of the list brought it in",
			i.Edition.Issuer.ZH, i.Edition.Document, "", i.Source)
		w.str("file", i.File)
		w.str("sha256", i.FileSHA256)
	})
}
