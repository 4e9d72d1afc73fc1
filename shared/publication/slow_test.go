package publication_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"importchecker/infra/norace"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/publication"
	"importchecker/shared/redecision"
	"importchecker/shared/storage"
	"importchecker/shared/store"
)

// A stuck store does not respond to searches by code, or fails.
type stuck struct {
	publication.Store
	err error // nil: no response
}

func (s stuck) Carrying(ctx context.Context, _ redecision.Run, _ string, _ int) ([]redecision.Carrier, string, error) {
	if s.err != nil {
		return nil, "", s.err
	}
	<-ctx.Done()
	return nil, "", ctx.Err()
}

// TestCountingIsSlow checks that a draft is stored, and can be published,
// although the affected submissions cannot be counted.
func TestCountingIsSlow(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		for n, failure := range []error{nil, storage.ErrUnavailable, errors.New("broken")} {
			h.desk.Store = stuck{h.kept, failure}
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			e := cbec(fmt.Sprint("slow-", n), day(2030+n, 1, 1), 0, rows(string(lines[n*500])))
			i, _, err := h.desk.Draft(ctx, input(e, all...))
			if err != nil {
				t.Fatalf("%v: %v", failure, err)
			}
			if !i.Reach.AtLeast {
				t.Errorf("%v: reaches %+v", failure, i.Reach)
			}
			kept, err := h.kept.Import(t.Context(), i.List, i.ID)
			if err != nil || kept.State != publication.StateDraft {
				t.Errorf("%v: kept %+v, %v", failure, kept, err)
			}
			if _, err := h.desk.Publish(t.Context(), i.List, i.ID, i.DiffHash, "broker"); err != nil &&
				!errors.As(err, new(*publication.ChangedError)) {
				t.Errorf("%v: publish: %v", failure, err)
			}
		}
	})
}

// TestLargeManifest checks that a manifest too large for one item is stored, as
// the newest and as a version.
func TestLargeManifest(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, 12,000 editions")
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		i := h.draft(cbec("2030", day(2030, 1, 1), 0, rows("04090000")), all...)
		m := &library.Manifest{Version: 1, Publication: "p", Action: library.ActionPublished, List: list.CBEC, Import: i.ID,
			By: "broker", At: start}
		for n := range 12_000 {
			m.Editions = append(m.Editions, library.Ref{
				Kind: "goods", List: fmt.Sprint("list-", n), ID: "2030", SHA256: fmt.Sprintf("%064x", uint64(n)*0x9E3779B97F4A7C15),
				Import:   h.newID(),
				Content:  fmt.Sprintf("%032x%032x", uint64(n)*0xC2B2AE3D27D4EB4F, uint64(n)*0x165667B19E3779F9),
				Interval: edition.Interval{From: day(2030, 1, 1)}, Document: fmt.Sprint("公告", n), Stated: 1, Held: 1,
			})
		}
		i.Revision++
		if err := h.kept.Move(t.Context(), m, i, nil); err != nil {
			t.Fatal(err)
		}
		for name, read := range map[string]func() (*library.Manifest, error){
			"the newest": func() (*library.Manifest, error) { return h.kept.Head(t.Context()) },
			"version 1":  func() (*library.Manifest, error) { return h.kept.Version(t.Context(), 1) },
		} {
			got, err := read()
			if err != nil || got.Version != 1 || !reflect.DeepEqual(got.Editions, m.Editions) {
				t.Errorf("%s: %d editions, %v", name, len(got.Editions), err)
			}
		}
	})
}
