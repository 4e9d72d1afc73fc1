package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"importchecker/infra/tables/emulator"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/submission"
)

// fill stores three submissions of acme with three decisions each, and one of globex.
func fill(t *testing.T, table store.Table) {
	t.Helper()
	st := store.New(table)
	now := time.Date(2031, time.March, 1, 0, 0, 0, 0, time.UTC)
	for _, row := range []struct{ seller, id string }{{"acme", "a1"}, {"acme", "a2"}, {"acme", "a3"}, {"globex", "g1"}} {
		s := submission.Submission{ID: row.id, Seller: row.seller, Kind: submission.Goods, Code: "04090000", CreatedAt: now,
			UpdatedAt: now}
		s.Verdicts = []submission.Verdict{{Where: "cbec_bonded", Verdict: "eligible"}}
		for seq := 1; seq <= 3 && (seq == 1 || row.seller == "acme"); seq++ {
			d := submission.Decision{SubmissionID: s.ID, DecidedAt: now, Body: fmt.Appendf(nil, `{"seq":%d}`, seq)}
			submission.Seal(s.Head, &d)
			s.Head = d.Link()
			var err error
			if seq == 1 {
				_, err = st.Create(t.Context(), s, d, &submission.Key{Key: "key of " + row.id, BodyHash: "body"})
			} else {
				err = st.Append(t.Context(), s.Seller, s.ID, d, s.Verdicts)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

func subKey(id string) store.Key { return store.Key{PK: "SELLER#acme#SUB#" + id, SK: "SUB"} }

func decKey(id string, seq int) store.Key {
	return store.Key{PK: "SELLER#acme#SUB#" + id, SK: fmt.Sprintf("DEC#%010d", seq)}
}

// set returns an op that changes one attribute of an item.
func set(t *testing.T, table store.Table, key store.Key, attr string, v store.Value) store.Op {
	t.Helper()
	item, ok, err := table.Get(t.Context(), key)
	if err != nil || !ok {
		t.Fatal(key, ok, err)
	}
	item.Attrs[attr] = v
	return store.Put(item)
}

// damages are ways to damage what fill stored, with the expected output for acme.
var damages = []struct {
	name string
	ops  func(t *testing.T, table store.Table) []store.Op
	want []string
}{
	{"whole", nil, nil},
	{"a body changed", func(t *testing.T, table store.Table) []store.Op {
		return []store.Op{set(t, table, decKey("a2", 2), "body", store.Bytes([]byte(`{"seq":20}`)))}
	}, []string{"submission a2: decision 2: altered: does not have its hash"}},
	{"a decision taken out", func(*testing.T, store.Table) []store.Op {
		return []store.Op{store.Delete(decKey("a1", 2))}
	}, []string{"submission a1: decision 2: missing"}},
	{"the newest taken out", func(*testing.T, store.Table) []store.Op {
		return []store.Op{store.Delete(decKey("a3", 3))}
	}, []string{"submission a3: decision 3: truncated"}},
	{"all decisions taken out", func(*testing.T, store.Table) []store.Op {
		return []store.Op{store.Delete(decKey("a3", 1)), store.Delete(decKey("a3", 2)), store.Delete(decKey("a3", 3))}
	}, []string{"submission a3: decision 1: truncated: and all through 3"}},
	{"head set back", func(t *testing.T, table store.Table) []store.Op {
		second, _, err := table.Get(t.Context(), decKey("a3", 2))
		if err != nil {
			t.Fatal(err)
		}
		op := set(t, table, subKey("a3"), "head_seq", store.Number(2))
		op.Item.Attrs["head_hash"] = second.Attrs["hash"]
		return []store.Op{op}
	}, []string{"submission a3: decision 3: surplus: the head is 2"}},
	{"two exchanged", func(t *testing.T, table store.Table) []store.Op {
		one, _, _ := table.Get(t.Context(), decKey("a1", 1))
		two, _, _ := table.Get(t.Context(), decKey("a1", 2))
		one.Key, two.Key = two.Key, one.Key
		return []store.Op{store.Put(one), store.Put(two)}
	}, []string{
		"submission a1: decision 1: altered: does not have its hash",
		"submission a1: decision 2: altered: does not have its hash",
		"submission a1: decision 3: broken: does not follow decision 2",
	}},
	{"one brought in from another submission", func(t *testing.T, table store.Table) []store.Op {
		other, _, _ := table.Get(t.Context(), decKey("a1", 2))
		other.Key = decKey("a2", 2)
		return []store.Op{store.Put(other)}
	}, []string{
		"submission a2: decision 2: altered: does not have its hash",
		"submission a2: decision 3: broken: does not follow decision 2",
	}},
	{"a submission gone", func(*testing.T, store.Table) []store.Op {
		return []store.Op{store.Delete(subKey("a1"))}
	}, []string{"submission a1: missing: the submission is gone, with 3 decisions left"}},
	{"a submission gone but for its place in the index", func(*testing.T, store.Table) []store.Op {
		return []store.Op{store.Delete(subKey("a1")), store.Delete(decKey("a1", 1)), store.Delete(decKey("a1", 2)),
			store.Delete(decKey("a1", 3))}
	}, []string{"submission a1: missing: the submission is gone, with 0 decisions left"}},
	{"another seller's name", func(t *testing.T, table store.Table) []store.Op {
		return []store.Op{set(t, table, subKey("a1"), "seller", store.String("globex"))}
	}, []string{`submission a1: altered: the submission names seller "globex" and id "a1"`}},
	{"a time that is none", func(t *testing.T, table store.Table) []store.Op {
		return []store.Op{set(t, table, decKey("a1", 1), "decided_at", store.String("yesterday"))}
	}, []string{"submission a1: decision 1: altered: damaged: item SELLER#acme#SUB#a1 DEC#0000000001: attribute decided_at: not a time in UTC"}},
	{"a decision without a number", func(*testing.T, store.Table) []store.Op {
		return []store.Op{store.Put(store.Item{Key: store.Key{PK: "SELLER#acme#SUB#a1", SK: "DEC#x"}})}
	}, []string{`submission a1: surplus: sort key "DEC#x" is not a decision's`}},
	{"several", func(t *testing.T, table store.Table) []store.Op {
		return []store.Op{store.Delete(decKey("a1", 1)), store.Delete(decKey("a2", 3)),
			set(t, table, decKey("a3", 3), "cause", store.String("x"))}
	}, []string{
		"submission a1: decision 1: missing",
		"submission a2: decision 3: truncated",
		"submission a3: decision 3: altered: does not have its hash",
	}},
}

// runs runs the command and compares its output, except the counts, and its exit status.
func runs(t *testing.T, want []string, args ...string) {
	t.Helper()
	var out, trouble bytes.Buffer
	status := run(t.Context(), args, func(string) string { return "" }, &out, &trouble)
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	got, counts := lines[:len(lines)-1], lines[len(lines)-1]
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q:\ngot  %s\nwant %s", args, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
	if !strings.HasSuffix(counts, ", "+plural(len(want), "fault")) {
		t.Errorf("%q: got counts %q, want %d faults", args, counts, len(want))
	}
	wantStatus := exitWhole
	if len(want) > 0 {
		wantStatus = exitFaults
	}
	if status != wantStatus || trouble.Len() > 0 {
		t.Errorf("%q: got status %d, %s, want %d", args, status, &trouble, wantStatus)
	}
}

func TestEmbedded(t *testing.T) {
	for _, row := range damages {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			table, err := bolt.Open(filepath.Join(dir, bolt.FileName))
			if err != nil {
				t.Fatal(err)
			}
			fill(t, table)
			if row.ops != nil {
				err = table.Transact(t.Context(), row.ops(t, table))
			}
			if err := errors.Join(err, table.Close()); err != nil {
				t.Fatal(err)
			}
			runs(t, row.want, "-data", dir)
			runs(t, row.want, "-data", dir, "-seller", "acme")
			runs(t, nil, "-data", dir, "-seller", "globex")
			runs(t, nil, "-data", dir, "-seller", "nobody")
		})
	}
}

func TestDynamoDB(t *testing.T) {
	c := emulator.Config(t)
	for _, row := range damages {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := emulator.Table(t, c, "../../template.yaml")
			table, err := dynamo.New(c)
			if err != nil {
				t.Fatal(err)
			}
			fill(t, table)
			if row.ops != nil {
				if err := table.Transact(t.Context(), row.ops(t, table)); err != nil {
					t.Fatal(err)
				}
			}
			runs(t, row.want, "-dynamodb", c.Endpoint, "-table", c.Table)
			runs(t, row.want, "-dynamodb", c.Endpoint, "-table", c.Table, "-seller", "acme")
			runs(t, nil, "-dynamodb", c.Endpoint, "-table", c.Table, "-seller", "globex")
		})
	}
}

func TestCounts(t *testing.T) {
	dir := t.TempDir()
	table, err := bolt.Open(filepath.Join(dir, bolt.FileName))
	if err != nil {
		t.Fatal(err)
	}
	fill(t, table)
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"4 submissions, 10 decisions, 0 faults\n": {"-data", dir},
		"1 submission, 1 decision, 0 faults\n":    {"-data", dir, "-seller", "globex"},
		"0 submissions, 0 decisions, 0 faults\n":  {"-data", dir, "-seller", "nobody"},
	} {
		var out bytes.Buffer
		run(t.Context(), args, os.Getenv, &out, &out)
		if out.String() != want {
			t.Errorf("%q: got %q, want %q", args, out.String(), want)
		}
	}
}

// TestTrouble checks that a check that could not be done is not reported as successful.
func TestTrouble(t *testing.T) {
	dir, busy := t.TempDir(), t.TempDir()
	open, err := bolt.Open(filepath.Join(busy, bolt.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	for _, row := range []struct {
		args []string
		want string
	}{
		{nil, "give either"},
		{[]string{"-data", dir, "-dynamodb", "http://127.0.0.1:1", "-table", "T"}, "give either"},
		{[]string{"-dynamodb", "http://127.0.0.1:1"}, "give either"},
		{[]string{"-data", dir, "-table", "T"}, "give either"},
		{[]string{"-data", dir, "more"}, "give either"},
		{[]string{"-no-such-flag"}, "not defined"},
		{[]string{"-data", dir}, "no such file"},
		{[]string{"-data", busy}, "in use by another process"},
		{[]string{"-dynamodb", "127.0.0.1:1", "-table", "T"}, "is not a URL"},
		{[]string{"-dynamodb", "http://127.0.0.1:1", "-table", "T"}, "read table T"},
		{[]string{"-dynamodb", "https://dynamodb.invalid", "-table", "T"}, "AWS_ACCESS_KEY_ID"},
	} {
		var out, trouble bytes.Buffer
		status := run(t.Context(), row.args, func(string) string { return "" }, &out, &trouble)
		if status != exitTrouble || out.Len() > 0 || !strings.Contains(trouble.String(), row.want) {
			t.Errorf("%q: got status %d, %q, %q, want %d and %q", row.args, status, &out, &trouble, exitTrouble, row.want)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("got %v, %v: a store was made where there was none", entries, err)
	}
}
