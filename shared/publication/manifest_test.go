package publication_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/storage"
)

// spans lists the editions of the retail import list with their days.
func spans(c *list.Catalogue) string {
	l, _ := c.List(list.CBEC)
	var out []string
	for _, e := range l.Editions {
		out = append(out, fmt.Sprintf("%s[%s,%s)%d", e.ID, e.From, e.To, e.Held))
	}
	return strings.Join(out, " ")
}

// shelf has editions in memory, by hash.
type shelf map[string]*list.Edition

func (s shelf) ref(e *list.Edition) library.Ref {
	sealed, err := library.Seal(e)
	if err != nil {
		panic(err)
	}
	s[sealed.SHA256] = e
	return library.RefOf(e, sealed, e.ID)
}

func (s shelf) load(r library.Ref) (library.Content, error) {
	e := *s[r.SHA256]
	e.To = 0 // as in storage
	return &e, nil
}

func TestManifestCatalogue(t *testing.T) {
	base := list.BuiltIn()
	all := spans(base)
	const fragment = "2022[2022-03-01,)8"
	if !strings.HasSuffix(all, fragment) {
		t.Fatalf("the built-in editions are %s", all)
	}
	upTo2022 := strings.TrimSuffix(all, fragment)
	e22 := cbec("2022", day(2022, 3, 1), 0, rows("04090000", "04051000"))
	e22b := cbec("2022", day(2022, 3, 1), 0, rows("04090000", "04051000", "95061100"))
	e25 := cbec("2025", day(2025, 1, 1), 0, rows("04090000", "95061100", "95061200"))
	e27 := cbec("2027", day(2027, 1, 1), 0, rows("04090000"))
	for _, row := range []struct {
		name     string
		editions []*list.Edition
		want     string
	}{
		{"none", nil, all},
		{"the annex of a fragment", []*list.Edition{e22}, upTo2022 + "2022[2022-03-01,)2"},
		{"a later one", []*list.Edition{e27}, upTo2022 + "2022[2022-03-01,2027-01-01)8 2027[2027-01-01,)1"},
		{"the annex, after a later one", []*list.Edition{e27, e22}, upTo2022 +
			"2022[2022-03-01,2027-01-01)2 2027[2027-01-01,)1"},
		{"one between, afterwards", []*list.Edition{e27, e22, e25}, upTo2022 +
			"2022[2022-03-01,2025-01-01)2 2025[2025-01-01,2027-01-01)3 2027[2027-01-01,)1"},
		{"put right", []*list.Edition{e22, e27, e22b}, upTo2022 + "2022[2022-03-01,2027-01-01)3 2027[2027-01-01,)1"},
	} {
		kept := shelf{}
		m := library.Manifest{}
		for _, e := range row.editions {
			m.Editions = append(m.Editions, kept.ref(e))
		}
		c, err := m.Lists(goods(base), kept.load)
		if err != nil || spans(c.Goods) != row.want {
			t.Errorf("%s:\ngot  %s, %v\nwant %s", row.name, spans(c.Goods), err, row.want)
		}
	}
	if spans(base) != all {
		t.Errorf("the built-in editions changed to %s", spans(base))
	}
}

// TestManifestOrder checks that the lists do not depend on the order in which
// editions of different ids were published.
func TestManifestOrder(t *testing.T) {
	kept := shelf{}
	refs := []library.Ref{
		kept.ref(cbec("2022", day(2022, 3, 1), 0, rows("04090000", "04051000"))),
		kept.ref(cbec("2019", day(2020, 1, 1), day(2022, 3, 1), rows("04051000"))),
		kept.ref(cbec("2025", day(2025, 1, 1), 0, rows("95061100"))),
		kept.ref(cbec("2027", day(2027, 1, 1), 0, rows("04090000"))),
		kept.ref(cbec("2029", day(2029, 1, 1), day(2030, 1, 1), rows("95061200"))),
	}
	random := rand.New(rand.NewPCG(1, 2))
	var want string
	for range 50 {
		random.Shuffle(len(refs), func(i, j int) { refs[i], refs[j] = refs[j], refs[i] })
		m := library.Manifest{Editions: refs}
		c, err := m.Lists(goods(list.BuiltIn()), kept.load)
		if err != nil {
			t.Fatal(err)
		}
		if got := spans(c.Goods); want == "" {
			want = got
		} else if got != want {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	}
}

func TestManifestText(t *testing.T) {
	kept := shelf{}
	m := &library.Manifest{
		Version: 3, Publication: "p", Action: library.ActionPublished, List: list.CBEC, Import: "i", By: "broker", At: start,
		Editions: []library.Ref{kept.ref(cbec("2022", day(2022, 3, 1), day(2027, 1, 1), rows("04090000")))},
		Base:     []library.Ref{kept.ref(cbec("2019", day(2020, 1, 1), 0, rows("04051000")))},
	}
	text, sum, err := library.MarshalManifest(m)
	if err != nil {
		t.Fatal(err)
	}
	got, err := library.UnmarshalManifest(text, sum)
	if err != nil || !reflect.DeepEqual(got, m) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, m)
	}
	for name, damaged := range map[string]string{
		"another version": strings.Replace(string(text), `"version":3`, `"version":4`, 1),
		"cut short":       string(text[:len(text)-4]),
	} {
		if _, err := library.UnmarshalManifest([]byte(damaged), sum); !errors.Is(err, storage.ErrDamaged) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for name, damaged := range map[string]string{
		"a format": strings.Replace(string(text), "lists/1", "lists/2", 1),
		"a field":  strings.Replace(string(text), `"by"`, `"bye"`, 1),
		"a day":    strings.Replace(string(text), "2022-03-01", "2022-03-32", 1),
	} {
		if _, err := library.UnmarshalManifest([]byte(damaged), hashOf([]byte(damaged))); !errors.Is(err,
			storage.ErrDamaged) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestStandingByDay checks that a future edition is used from its first day,
// and not the day before.
func TestStandingByDay(t *testing.T) {
	kept := shelf{}
	m := library.Manifest{Editions: []library.Ref{kept.ref(cbec("2027", day(2027, 1, 1), 0, rows("04090000")))}}
	c, err := m.Lists(goods(list.BuiltIn()), kept.load)
	if err != nil {
		t.Fatal(err)
	}
	l, _ := c.Goods.List(list.CBEC)
	for on, want := range map[edition.Date]string{day(2026, 12, 31): "2022", day(2027, 1, 1): "2027",
		day(2030, 1, 1): "2027"} {
		if in := l.InForce(nil, on); len(in) != 1 || in[0].ID != want {
			t.Errorf("%s: got %v, want %s", on, in, want)
		}
	}
}
