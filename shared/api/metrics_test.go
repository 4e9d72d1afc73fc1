package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/listing"
	"importchecker/shared/api/site"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/page"
)

// emf is a line in the embedded metric format, as CloudWatch reads it.
type emf struct {
	AWS struct {
		Timestamp         int64
		CloudWatchMetrics []struct {
			Namespace  string
			Dimensions [][]string
			Metrics    []struct{ Name, Unit string }
		}
	} `json:"_aws"`
	members map[string]any
}

// read returns each metric of a line as "name{dimension=value} value".
func (e *emf) read(t *testing.T) (all []string) {
	t.Helper()
	for _, d := range e.AWS.CloudWatchMetrics {
		if d.Namespace != "shop" || len(d.Dimensions) == 0 || len(d.Metrics) == 0 {
			t.Errorf("directive %+v", d)
		}
		for _, m := range d.Metrics {
			if !slices.Contains([]string{"Count", "Percent", "Milliseconds", "Seconds", "None"}, m.Unit) {
				t.Errorf("%s: unit %q is not one of CloudWatch's used here", m.Name, m.Unit)
			}
			for _, set := range d.Dimensions {
				var named []string
				for _, name := range set {
					value, ok := e.members[name].(string)
					if !ok || value == "" {
						t.Errorf("%s: dimension %s is %v", m.Name, name, e.members[name])
					}
					named = append(named, name+"="+value)
				}
				value, ok := e.members[m.Name]
				if !ok {
					t.Errorf("%s has no value", m.Name)
				}
				all = append(all, fmt.Sprintf("%s{%s} %v", m.Name, strings.Join(named, ","), value))
			}
		}
	}
	slices.Sort(all)
	return all
}

func readEMF(t *testing.T, text string) (lines []emf) {
	t.Helper()
	for raw := range strings.Lines(text) {
		var e emf
		if err := json.Unmarshal([]byte(raw), &e); err != nil {
			t.Fatalf("%v: %s", err, raw)
		}
		json.Unmarshal([]byte(raw), &e.members)
		if e.AWS.Timestamp != start.UnixMilli() {
			t.Errorf("timestamp %d", e.AWS.Timestamp)
		}
		lines = append(lines, e)
	}
	return lines
}

// measured returns a service that writes metrics, without the age of its lists.
func measured(t *testing.T, out io.Writer) *service {
	s := newService(t)
	s.serve = api.Serve(s.routes, slog.New(slog.DiscardHandler), func() time.Time { return s.now },
		api.NewMetrics(out, "shop", "fn", nil))
	return s
}

func TestMetricsOfADecision(t *testing.T) {
	var out bytes.Buffer
	s := measured(t, &out)
	s.post("/v1/goods/checks",
		`{"channels": ["general_trade", "cbec_bonded"], "item": {"ref": "SECRET", "hs_code": "0409000000"}}`)
	lines := readEMF(t, out.String())
	if len(lines) != 1 {
		t.Fatalf("%d lines: %s", len(lines), out.String())
	}
	want := []string{
		"Decisions{cbec_bonded=undetermined} 1",
		"Decisions{general_trade=conditional} 1",
		"UndeterminedShare{function=fn} 50",
	}
	if got := lines[0].read(t); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if strings.Contains(out.String(), "SECRET") {
		t.Errorf("%s", out.String())
	}
}

// The dimensions are the places for services, as they are the channels for goods.
func TestMetricsOfAService(t *testing.T) {
	var out bytes.Buffer
	s := measured(t, &out)
	s.post("/v1/services/checks", `{"mode": 1, "ref": "SECRET", "sector": {"code": "4710"}}`)
	lines := readEMF(t, out.String())
	want := []string{
		"Decisions{ftz=undetermined} 1",
		"Decisions{hainan=ineligible} 1",
		"Decisions{national=undetermined} 1",
		"UndeterminedShare{function=fn} 66.66666666666667",
	}
	if len(lines) != 1 || strings.Contains(out.String(), "SECRET") {
		t.Fatal(out.String())
	}
	if got := lines[0].read(t); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// Items with the same verdicts share a line; the metrics of the request are in the
// first.
func TestMetricsOfABatch(t *testing.T) {
	var out bytes.Buffer
	s := measured(t, &out)
	s.post("/v1/goods/checks/batch",
		`{"channels": ["general_trade"], "items": [{"hs_code": "0409000000"}, {"hs_code": "x"}, {"hs_code": "99"}, {"hs_code": "04090000"}]}`)
	var got []string
	lines := readEMF(t, out.String())
	for i := range lines {
		got = append(got, lines[i].read(t)...)
	}
	if len(got) != len(lines)+1 || !slices.Contains(got, "Decisions{general_trade=conditional} 2") ||
		!strings.HasPrefix(got[1], "UndeterminedShare{function=fn} ") {
		t.Errorf("%q", got)
	}
}

// A request that decides nothing and does not call the store has no metrics; API
// Gateway and Lambda count it.
func TestMetricsOfNothing(t *testing.T) {
	var out bytes.Buffer
	s := measured(t, &out)
	s.get("/v1/lists")
	s.post("/v1/goods/checks", "{}")
	if out.Len() != 0 {
		t.Errorf("%s", out.String())
	}
	if m := api.NewMetrics(&out, "", "fn", listing.Ages(s.checker)); m != nil {
		t.Error("metrics without a namespace")
	}
}

func TestMetricsOfTheStore(t *testing.T) {
	var out bytes.Buffer
	serve := api.Serve(api.Routes{"GET /": func(ctx context.Context, _ *api.Request) api.Response {
		api.NoteStoreCall(ctx, "Query", 1500*time.Microsecond, nil)
		api.NoteStoreCall(ctx, "Transact", 2*time.Millisecond, errors.New("throttled"))
		api.NoteStoreCall(ctx, "Query", 3*time.Millisecond, nil)
		for range 200 {
			api.NoteStoreCall(ctx, "Get", time.Millisecond, nil)
		}
		return api.Response{StatusCode: 200}
	}}, slog.New(slog.DiscardHandler), func() time.Time { return start }, api.NewMetrics(&out, "shop", `odd"name`, nil))
	serve(t.Context(), api.Request{RouteKey: "GET /"})
	lines := readEMF(t, out.String())
	if len(lines) != 1 {
		t.Fatalf("%s", out.String())
	}
	got := lines[0].read(t)
	if want := []string{`StoreErrors{function=odd"name} 1`, `StoreQuery{function=odd"name} [1.5 3]`,
		`StoreTransact{function=odd"name} [2]`}; !slices.Equal(got[:1], want[:1]) || !slices.Equal(got[2:], want[1:]) {
		t.Errorf("%q", got)
	}
	if n := len(lines[0].members["StoreGet"].([]any)); n != 100 {
		t.Errorf("%d values", n)
	}
	api.NoteStoreCall(t.Context(), "Get", 0, nil) // outside a request: nothing to note it in
}

// The age of each list is written at the first request, and then hourly.
func TestMetricsOfAge(t *testing.T) {
	var out bytes.Buffer
	now := start
	checker := eligibility.NewChecker(list.BuiltIn())
	m := api.NewMetrics(&out, "shop", "fn", listing.Ages(func() *eligibility.Checker { return checker }))
	serve := api.Serve(site.New(page.SignIn{}), slog.New(slog.DiscardHandler), func() time.Time { return now }, m)
	ask := func() { serve(t.Context(), api.Request{RouteKey: "GET /healthz"}) }
	ask()
	ask()
	lines := readEMF(t, out.String())
	var got []string
	for i := range lines {
		got = append(got, lines[i].read(t)...)
	}
	// 2026-01-01 to 2026-03-01. The provisions of law have no such day.
	// The tariff alone ends: 306 days from 2026-03-01 to 2027-01-01.
	if !slices.Contains(got, "ListAge{list=cn-tariff} 59") || !slices.Contains(got, "ListDaysLeft{list=cn-tariff} 306") ||
		len(got) != len(listing.All(checker)) {
		t.Errorf("%q", got)
	}
	out.Reset()
	now = now.Add(59 * time.Minute)
	if ask(); out.Len() != 0 {
		t.Errorf("again after 59 minutes: %s", out.String())
	}
	now = now.Add(time.Minute)
	if ask(); strings.Count(out.String(), "\n") != len(got)-1 { // one line has two metrics
		t.Errorf("after an hour: %s", out.String())
	}
}

// ListsUnconfirmed is written once a minute, and is 0 while looking for newer lists
// works.
func TestMetricsOfUnconfirmedLists(t *testing.T) {
	var out bytes.Buffer
	now := start
	var status library.Status
	m := api.NewMetrics(&out, "shop", "fn", nil).WithLists(func() library.Status { return status })
	serve := api.Serve(site.New(page.SignIn{}), slog.New(slog.DiscardHandler), func() time.Time { return now }, m)
	for _, tt := range []struct {
		name   string
		after  time.Duration
		status library.Status
		want   string // blank when nothing is written
	}{
		{"never looked", 0, library.Status{}, "0"},
		{"a moment later", 59 * time.Second, library.Status{}, ""},
		{"never confirmed", time.Second, library.Status{Err: errors.New("down")}, "60"},
		{"confirmed long ago, and not asked since", time.Minute, library.Status{Confirmed: start}, "0"},
		{"confirmed two minutes ago", time.Minute, library.Status{Confirmed: start.Add(time.Minute), Err: errors.New("down")},
			"120"},
	} {
		out.Reset()
		now, status = now.Add(tt.after), tt.status
		serve(t.Context(), api.Request{RouteKey: "GET /healthz"})
		if tt.want == "" {
			if out.Len() != 0 {
				t.Errorf("%s: %s", tt.name, out.String())
			}
			continue
		}
		var e emf
		if err := json.Unmarshal(out.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		json.Unmarshal(out.Bytes(), &e.members)
		if got := e.read(t); !slices.Equal(got, []string{"ListsUnconfirmed{function=fn} " + tt.want}) {
			t.Errorf("%s: %q, want %s", tt.name, got, tt.want)
		}
	}
	if api.NewMetrics(&out, "", "fn", nil).WithLists(nil) != nil {
		t.Error("metrics without a namespace")
	}
}
