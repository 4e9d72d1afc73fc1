package listing

import (
	"context"
	"slices"
	"strings"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/decision"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/publication"
	"importchecker/shared/services"
	"importchecker/shared/tariff"
)

// An Origin is the origin of an edition: built in, imported, or unknown.
type Origin struct {
	unknown  bool // it could not be read
	imported *publication.Import
	places   map[string]publication.Position // by entry

	// Beside returns the files of the other editions of the list. An edition that
	// amends one of them has rows from its file. It may be nil.
	Beside func() []AnnexFile
}

// An AnnexFile is the file of an imported edition of goods, with the positions of the
// rows in it.
type AnnexFile struct {
	imported *publication.Import
	places   map[rowKey]publication.Position
}

// A rowKey identifies a row of an edition of goods. Its id differs between editions.
type rowKey struct {
	category string
	code     tariff.Code
}

// Origins finds the origins of the editions of one answer. After a failure it does not
// ask again, so that an answer waits only once.
type Origins struct {
	provenance Provenance
	failed     bool
	found      map[string]Origin
}

// Provenance returns the import of an edition, with the position of each entry in the
// file; nil for a built-in edition.
type Provenance func(ctx context.Context, list, edition string) (*publication.Import, []publication.Position, error)

// provenanceTime is how long an answer waits for the origin of an edition.
const provenanceTime = time.Second

// NewOrigins returns Origins that ask provenance, which may be nil where no edition
// was imported.
func NewOrigins(provenance Provenance) *Origins {
	return &Origins{provenance: provenance, found: make(map[string]Origin)}
}

// Of returns the origin of an edition. A failure to read it is noted for the log and
// returned as an unknown origin.
func (o *Origins) Of(ctx context.Context, e *edition.Edition) Origin {
	if o.provenance == nil || IsBuiltInOnly(e.List) {
		return Origin{}
	}
	key := e.List + "\x00" + e.ID
	if known, ok := o.found[key]; ok {
		return known
	}
	if o.failed {
		return Origin{unknown: true}
	}
	asked, cancel := context.WithTimeout(ctx, provenanceTime)
	defer cancel()
	i, places, err := o.provenance(asked, e.List, e.ID)
	if err != nil {
		api.Note(ctx).Failure += "provenance of " + e.List + "/" + e.ID + ": " + err.Error() + "\n"
		o.failed = true
		return Origin{unknown: true}
	}
	from := Origin{imported: i, places: make(map[string]publication.Position, len(places))}
	for _, p := range places {
		from.places[p.Entry] = p
	}
	o.found[key] = from
	return from
}

// writeOrigin writes whether an edition is built in or imported, and its import.
func writeOrigin(w *wire.Writer, from Origin) {
	switch {
	case from.unknown:
		w.Str("state", "unknown")
		w.Null("import")
	case from.imported == nil:
		w.Str("state", "built_in")
	default:
		w.Str("state", string(from.imported.State))
		WriteImportOf(w, from)
	}
}

// WriteImportOf writes the import of an edition, or null if it could not be read. For
// a built-in edition it writes nothing.
func WriteImportOf(w *wire.Writer, from Origin) {
	if from.unknown {
		w.Null("import")
	}
	if from.imported == nil {
		return
	}
	i := from.imported
	w.Object("import")
	w.Str("id", i.ID)
	WriteImportFile(w, i)
	WriteStep(w, "publication", i.Publication, "version", i.PublishedAs)
	w.StrOrNull("published_by", i.PublishedBy)
	w.TimeOrNull("published_at", i.PublishedAt)
	w.End('}')
}

// writeReadAt writes the position in the file of a row, if it is known.
func writeReadAt(w *wire.Writer, from Origin, entry string) {
	if p, ok := from.places[entry]; ok {
		writePlaceIn(w, "", p)
	}
}

// writeEntryReadAt writes the position of a row of goods: in the file of its edition,
// or in that of an edition which it amends.
func writeEntryReadAt(w *wire.Writer, from Origin, row *list.Entry) {
	if _, ok := from.places[row.ID]; ok || from.imported == nil || from.Beside == nil {
		writeReadAt(w, from, row.ID)
		return
	}
	for _, id := range row.Sources {
		hash, ok := strings.CutPrefix(id, list.AnnexSource)
		if !ok || strings.HasPrefix(from.imported.FileSHA256, hash) {
			continue
		}
		for _, f := range from.Beside() {
			p, ok := f.places[rowKey{row.Category, row.Code}]
			if ok && strings.HasPrefix(f.imported.FileSHA256, hash) {
				writePlaceIn(w, f.imported.File, p)
				return
			}
		}
	}
}

// writePlaceIn writes a position in a file, and the name of the file unless it is that
// of the edition.
func writePlaceIn(w *wire.Writer, file string, p publication.Position) {
	w.Object("place")
	w.NonEmpty("file", file)
	w.NonEmpty("sheet", p.Sheet)
	w.Int("row", int64(p.Row))
	w.End('}')
}

// Files returns the files of the editions of a list of goods, except one edition.
func (o *Origins) Files(ctx context.Context, l *Listing, except Rows) (files []AnnexFile) {
	for _, e := range l.Editions {
		goods, ok := e.(listRows)
		if !ok || e == except {
			continue
		}
		from := o.Of(ctx, e.About())
		if from.imported == nil {
			continue
		}
		f := AnnexFile{from.imported, make(map[rowKey]publication.Position, len(from.places))}
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

// Annexes are imports whose files may be cited as sources.
type Annexes []*publication.Import

// Add adds the import of an edition, if it was imported.
func (a *Annexes) Add(from Origin) {
	if from.imported != nil {
		*a = append(*a, from.imported)
	}
}

// find returns the import whose file is the source with an id.
func (a Annexes) find(id string) (*publication.Import, bool) {
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

// LookUp adds the imports of a list whose files are cited and not yet known: an
// edition that amends another has rows from the file of that one.
func (a *Annexes) LookUp(ctx context.Context, w *wire.Writer, o *Origins, l *Listing) {
	unknown := func(id string) bool {
		_, ok := a.find(id)
		return !ok && strings.HasPrefix(id, list.AnnexSource)
	}
	for _, e := range l.Editions {
		if !slices.ContainsFunc(w.Cited, unknown) {
			return
		}
		a.Add(o.Of(ctx, e.About()))
	}
}

// Sources writes the register of the sources that were cited: of an imported annex,
// the document that it belongs to and the file; of other sources, their entries in the
// register.
func (a Annexes) Sources(w *wire.Writer) {
	decision.WriteSourcesBy(w, func(id string) {
		i, ok := a.find(id)
		if !ok {
			decision.WriteSource(w, id)
			return
		}
		w.Str("id", id)
		decision.WriteRegister(w, "Annex of "+i.Edition.Document+", as the maintainer of the list brought it in",
			i.Edition.Issuer.ZH, i.Edition.Document, "", i.Source)
		w.Str("file", i.File)
		w.Str("sha256", i.FileSHA256)
	})
}

// IsBuiltInOnly reports whether the list cannot be imported: the provisions of law,
// which are part of the program.
func IsBuiltInOnly(id string) bool { return id == services.BuiltIn().Laws().List }

// WriteImportFile writes the file of an import, and who imported it when.
func WriteImportFile(w *wire.Writer, i *publication.Import) {
	w.Object("file")
	w.Str("name", i.File)
	w.Str("sha256", i.FileSHA256)
	w.NonEmpty("source", i.Source)
	w.End('}')
	w.Str("imported_by", i.By)
	w.Time("imported_at", i.At)
}

// WriteStep writes the id of a publication or withdrawal and the version of the lists
// that it made; null for both if there was none.
func WriteStep(w *wire.Writer, name, id, versionName string, version int) {
	w.StrOrNull(name, id)
	if version == 0 {
		w.Null(versionName)
		return
	}
	w.Int(versionName, int64(version))
}
