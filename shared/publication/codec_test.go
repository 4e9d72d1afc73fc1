package publication_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/storage"
)

// TestSealBuiltIn checks that every built-in edition can be stored, and is the
// same when read back, except for its end.
func TestSealBuiltIn(t *testing.T) {
	n := 0
	for _, l := range list.BuiltIn().Lists() {
		for _, e := range l.Editions {
			n++
			sealed, err := library.Seal(e)
			if err != nil {
				t.Fatal(err)
			}
			if sealed.SHA256 != e.SHA256 || sealed.List != e.List {
				t.Errorf("%s %s: sealed as %s %s", e.List, e.ID, sealed.List, sealed.SHA256)
			}
			got, err := library.Open(sealed)
			if err != nil {
				t.Fatal(err)
			}
			want := *e
			want.To = 0
			if !reflect.DeepEqual(got, &want) {
				t.Errorf("%s %s comes back as %+v", e.List, e.ID, got.About())
			}
			again, err := library.Seal(got)
			if err != nil || again.Content != sealed.Content {
				t.Errorf("%s %s: sealed again it has the hash %s, then %s, %v", e.List, e.ID, sealed.Content, again.Content, err)
			}
		}
	}
	if n < 6 {
		t.Errorf("only %d editions are built in", n)
	}
}

// TestFormat pins the storage format of editions.
func TestFormat(t *testing.T) {
	e := cbec("2027", day(2027, 1, 1), 0, rows("04090000", "04051000:仅限网购保税商品；每人每年不超过2千克，黄油合并计算"))
	e.Hints = []list.Entry{{ID: "h1", Kind: list.Hint, NameEN: "<Wigs>", Basis: 2, Confidence: "name-only",
		Fits: e.Entries[0].Fits}}
	sealed, err := library.Seal(e)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"format":"importchecker/edition/1","list":"cbec-retail-import","id":"2027",` +
		`"sha256":"`
	plain := unzip(t, sealed.Packed)
	if !strings.HasPrefix(plain, want) {
		t.Errorf("begins %.120s", plain)
	}
	for _, part := range []string{
		`"effective":"2027-01-01","stated":2,"held":2,"published":"gov.cn/2027","entries":[{"id":"1","kind":"listed","code":"04051000",`,
		`"conditions":[{"kind":"bonded_only","text":"仅限网购保税商品"},{"kind":"weight_per_year","text":"每人每年不超过2千克，黄油合并计算","grams":2000,"group":"黄油"}]`,
		`"basis":"official","confidence":"annex","sources":["annex:0123456789ab"]}`,
		`"hints":[{"id":"h1","kind":"hint","name_en":"<Wigs>","basis":"reported","confidence":"name-only"}]}`,
	} {
		if !strings.Contains(plain, part) {
			t.Errorf("does not have %s in\n%s", part, plain)
		}
	}
}

func unzip(t *testing.T, packed []byte) string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func zip(t *testing.T, plain string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestDamage checks that a modified stored edition is never used for an answer.
func TestDamage(t *testing.T) {
	e := cbec("2027", day(2027, 1, 1), 0, rows("04051000:仅限网购保税商品", "04090000"))
	whole, err := library.Seal(e)
	if err != nil {
		t.Fatal(err)
	}
	plain := unzip(t, whole.Packed)
	edit := func(old, new string) func(*library.Sealed) {
		return func(s *library.Sealed) {
			if !strings.Contains(plain, old) {
				t.Fatalf("there is no %s", old)
			}
			s.Packed = zip(t, strings.Replace(plain, old, new, 1))
		}
	}
	// An edition that is modified and hashed again has another content hash.
	rehash := func(edit func(*library.Sealed)) func(*library.Sealed) {
		return func(s *library.Sealed) {
			edit(s)
			s.Content = hashOf([]byte(unzip(t, s.Packed)))
		}
	}
	for name, damage := range map[string]func(*library.Sealed){
		"cut short":            func(s *library.Sealed) { s.Packed = s.Packed[:len(s.Packed)/2] },
		"nothing":              func(s *library.Sealed) { s.Packed = nil },
		"a code":               edit("04090000", "04090001"),
		"how many are held":    edit(`"held":2`, `"held":1`),
		"another edition":      func(s *library.Sealed) { s.SHA256 = strings.Repeat("0", 64) },
		"another list":         func(s *library.Sealed) { s.List = list.Yiwu },
		"another content hash": func(s *library.Sealed) { s.Content = strings.Repeat("0", 64) },
		"a code, rehashed":     rehash(edit("04090000", "04090001")),
		"a rule, rehashed":     rehash(edit("bonded_only", "no_dual_use")),
		"no kind, rehashed":    rehash(edit(`"kind":"listed"`, `"kind":"lasted"`)),
		"no basis, rehashed":   rehash(edit(`"basis":"official"`, `"basis":"rumour"`)),
		"a field, rehashed":    rehash(edit(`"held":2`, `"hold":2`)),
		"a format, rehashed":   rehash(edit("edition/1", "edition/9")),
	} {
		s := whole
		damage(&s)
		got, err := library.Open(s)
		var damaged *library.DamagedError
		if got != nil || !errors.Is(err, storage.ErrDamaged) || !errors.As(err, &damaged) || damaged.SHA256 != s.SHA256 {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestSealRefuses(t *testing.T) {
	e := cbec("2027", day(2027, 1, 1), 0, rows("04090000"))
	e.Entries[0].NameZH = "not \xff text"
	if _, err := library.Seal(e); err == nil {
		t.Error("an edition that cannot come back whole was sealed")
	}
	e = cbec("2027", day(2027, 1, 1), 0, rows("04090000"))
	e.Entries[0].Basis = 0
	if _, err := library.Seal(e); err == nil {
		t.Error("an edition with a row without basis was sealed")
	}
}
