package publication_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/publication"
	"importchecker/shared/storage"
	"importchecker/shared/store/bolt"
)

// countingImports counts calls, and fails when the test says so.
type countingImports struct {
	publication.ImportStore
	reads int
	err   error
}

func (c *countingImports) Import(ctx context.Context, list, id string) (publication.Import, error) {
	c.reads++
	if c.err != nil {
		return publication.Import{}, c.err
	}
	return c.ImportStore.Import(ctx, list, id)
}

// TestOrigins checks that an imported edition in use has its import and places,
// read once, and that built-in editions, drafts and withdrawn ones do not.
func TestOrigins(t *testing.T) {
	h := newHouse(t, openBolt(t, filepath.Join(t.TempDir(), bolt.FileName)))
	live := library.NewLive(h.library, h.now)
	kept := &countingImports{ImportStore: h.kept}
	origins := publication.NewOrigins(live, kept)
	of := func(edition string) (*publication.Import, []publication.Position, error) {
		if err := live.Refresh(h.ctx()); err != nil {
			t.Fatal(err)
		}
		return origins.Of(h.ctx(), list.CBEC, edition)
	}
	h.draft(cbec("2027", day(2027, 1, 1), 0, rows("04090000")))
	for _, edition := range []string{"2022", "2027", "1999"} {
		if i, places, err := of(edition); i != nil || places != nil || err != nil || kept.reads != 0 {
			t.Errorf("%s: %v, %v, %v", edition, i, places, err)
		}
	}
	published := h.publish(cbec("2027", day(2027, 1, 1), 0, rows("04090000")))
	kept.err = errors.New("down")
	if _, _, err := of("2027"); !errors.Is(err, kept.err) {
		t.Errorf("while the store is down: %v", err)
	}
	kept.err = nil
	for range 2 {
		i, places, err := of("2027")
		if err != nil || i.ID != published.ID || i.FileSHA256 != published.FileSHA256 ||
			i.State != publication.StatePublished || len(places) != 1 || places[0].Row != 4 {
			t.Errorf("%+v, %v, %v", i, places, err)
		}
	}
	if kept.reads != 2 {
		t.Errorf("read %d times", kept.reads)
	}
	h.withdraw(published)
	if i, _, err := of("2027"); i != nil || err != nil {
		t.Errorf("withdrawn: %+v, %v", i, err)
	}
}

// TestDraftWithID checks that a draft gets the id that is given, and that ids
// are unique.
func TestDraftWithID(t *testing.T) {
	h := newHouse(t, openBolt(t, filepath.Join(t.TempDir(), bolt.FileName)))
	in := input(cbec("2027", day(2027, 1, 1), 0, rows("04090000")))
	in.ID = h.newID()
	i, _, err := h.desk.Draft(h.ctx(), in)
	if err != nil || i.ID != in.ID {
		t.Errorf("draft %s, %v; want %s", i.ID, err, in.ID)
	}
	if _, _, err := h.desk.Draft(h.ctx(), in); !errors.Is(err, storage.ErrConflict) {
		t.Errorf("the same id again: %v", err)
	}
}

// TestFindingDocs checks that every finding is documented, and that the
// acceptable ones are problems.
func TestFindingDocs(t *testing.T) {
	problems := map[publication.FindingCode]bool{}
	for _, doc := range publication.FindingDocs() {
		if doc.Text == "" {
			t.Errorf("%s means nothing", doc.Code)
		}
		problems[doc.Code] = doc.Problem
	}
	for _, code := range publication.Acceptable() {
		if !problems[code] {
			t.Errorf("%s may be accepted, and is no problem", code)
		}
	}
	if len(problems) != 17 {
		t.Errorf("%d findings", len(problems))
	}
}
