package api_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/submissions"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

func goodsBody(ref, code string) string {
	return fmt.Sprintf(`{"channels": ["general_trade"], "item": {"ref": %q, "hs_code": %q}}`, ref, code)
}

func (s *service) submit(ref, code string, options ...option) decoded {
	s.t.Helper()
	return read(s.t, s.post("/v1/submissions", goodsBody(ref, code), append([]option{as("seller-1")}, options...)...), 201)
}

func key(k string) option { return withHeader("idempotency-key", k) }

func TestSubmit(t *testing.T) {
	s := newService(t)
	res := s.post("/v1/submissions", `{"item": {"hs_code": "0409.00.00", "ref": "SKU-1"}, "channels": ["general_trade"]}`,
		as("seller-1"))
	made := read(t, res, 201)
	if want := "/v1/submissions/" + made["id"].(string); res.Headers["location"] != want {
		t.Errorf("location %q, want %q", res.Headers["location"], want)
	}
	// The day was left out, so it is decided for today in China, and the
	// request is kept as it was given.
	if made["as_of"] != "2026-03-01" || !strings.Contains(res.Body,
		`"request":{"channels":["general_trade"],"item":{"hs_code":"0409.00.00","ref":"SKU-1"}}`) {
		t.Errorf("%s", res.Body)
	}
	// What was answered is what a check answers.
	check := s.post("/v1/goods/checks", goodsBody("SKU-1", "04090000"))
	if !strings.Contains(res.Body, `"body":`+check.Body+"}") {
		t.Error("the decision is not the one of a check")
	}
	got := s.get(res.Headers["location"], as("seller-1"))
	if got.StatusCode != 200 || got.Body != res.Body {
		t.Errorf("read back: %d\n%s\nwant\n%s", got.StatusCode, got.Body, res.Body)
	}
}

// A service is stored like goods: with its answer, listed with the seller's others,
// replayed, and decided again.
func TestSubmitService(t *testing.T) {
	s := newService(t)
	question := `"ref": "SVC-1", "mode": 1, "sector": {"code": "L7231"}, "provider": {"home": "HK"}`
	body := `{"kind": "service", ` + question + `}`
	res := s.post("/v1/submissions", body, as("seller-1"), key("k"))
	made := read(t, res, 201)
	sector := made["sector"].(map[string]any)
	if made["kind"] != "service" || made["hs_code"] != nil || sector["system"] != "gbt4754" || sector["code"] != "7231" ||
		made["ref"] != "SVC-1" {
		t.Errorf("%s", res.Body)
	}
	if check := s.post("/v1/services/checks", `{`+question+`}`); !strings.Contains(res.Body, `"body":`+check.Body+"}") {
		t.Error("the decision is not the one of a check")
	}
	id := made["id"].(string)
	stored, _, err := s.store.Get(t.Context(), "seller-1", id)
	if err != nil || stored.Kind != submission.Service || stored.Code != "7231" || len(stored.Verdicts) != 3 ||
		stored.Verdicts[2].Where != "hainan" {
		t.Errorf("%v: %+v", err, stored)
	}
	if got := s.get(res.Headers["location"], as("seller-1")); got.Body != res.Body {
		t.Errorf("read back: %s", got.Body)
	}
	s.redecide(id)
	again := s.post("/v1/submissions", `{`+question+`, "kind": "service"}`, as("seller-1"), key("k"))
	if again.StatusCode != 201 || again.Body != res.Body || again.Headers["idempotent-replayed"] != "true" {
		t.Errorf("replay: %d\n%s\nwant\n%s", again.StatusCode, again.Body, res.Body)
	}
	if n := len(read(t, s.get("/v1/submissions/"+id+"/decisions", as("seller-1")), 200)["items"].([]any)); n != 2 {
		t.Errorf("%d decisions", n)
	}
	// The key is used up, for goods as well.
	read(t, s.post("/v1/submissions", goodsBody("SKU-1", "0409"), as("seller-1"), key("k")), 422)
	read(t, s.get("/v1/submissions/"+id, as("seller-2")), 404)
}

// Services are listed with goods, and found by place, verdict and reference.
func TestListServices(t *testing.T) {
	s := newService(t)
	submit := func(body string) string {
		t.Helper()
		s.now = s.now.Add(time.Second)
		return read(t, s.post("/v1/submissions", body, as("seller-1")), 201)["id"].(string)
	}
	goods := s.submit("X", "0409000000")["id"].(string)
	building := submit(`{"kind": "service", "ref": "X", "mode": 1, "place": "hainan", "sector": {"code": "4710"}}`)
	law := submit(`{"kind": "service", "mode": 4, "sector": {"system": "w120", "code": "1.a.a"}}`)
	words := submit(`{"kind": "service", "mode": 1, "place": "ftz", "sector": {"text": "insurance"}}`)
	vague := submit(`{"kind": "service", "mode": 1, "place": "ftz", "sector": {"text": "报关"}}`)
	unknown := submit(`{"kind": "service", "mode": 1, "place": "ftz", "sector": {"code": "9999"}}`)
	for filter, want := range map[string][]string{
		"":                                   {unknown, vague, words, law, building, goods},
		"?channel=hainan":                    {law, building},
		"?channel=national":                  {law},
		"?channel=ftz":                       {unknown, vague, words, law},
		"?channel=hainan&verdict=ineligible": {building},
		"?verdict=ineligible":                {building},
		"?verdict=conditional":               {goods},
		"?channel=general_trade":             {goods},
		"?ref=X":                             {building, goods},
		"?ref=X&channel=hainan":              {building},
	} {
		if got := strings.Fields(joined(read(t, s.get("/v1/submissions"+filter, as("seller-1")), 200)["items"],
			"id")); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", filter, got, want)
		}
	}
	items := read(t, s.get("/v1/submissions", as("seller-1")), 200)["items"].([]any)
	for i, want := range []string{
		`{"code":"9999","system":"gbt4754"}`, `{"code":null,"system":"gbt4754","text":"报关"}`,
		`{"code":"68","system":"gbt4754","text":"insurance"}`,
		`{"code":"1.A.a","system":"w120"}`, `{"code":"4710","system":"gbt4754"}`, `null`,
	} {
		if got, _ := json.Marshal(items[i].(map[string]any)["sector"]); string(got) != want {
			t.Errorf("item %d: sector %s, want %s", i, got, want)
		}
	}
	if got := faultsOf(t, s.get("/v1/submissions?channel=shanghai", as("seller-1"))); !slices.Equal(got,
		[]string{"/query/channel unknown_channel"}) {
		t.Errorf("%q", got)
	}
}

// In China the day begins sixteen hours before it does in London.
func TestTodayIsInChina(t *testing.T) {
	s := newService(t)
	s.now = time.Date(2026, 3, 1, 15, 59, 59, 0, time.UTC)
	if d := s.submit("a", "0409"); d["as_of"] != "2026-03-01" {
		t.Errorf("a second before midnight: %v", d["as_of"])
	}
	s.now = s.now.Add(time.Second)
	if d := s.submit("b", "0409"); d["as_of"] != "2026-03-02" {
		t.Errorf("at midnight: %v", d["as_of"])
	}
}

func TestIdempotency(t *testing.T) {
	s := newService(t)
	first := s.post("/v1/submissions", goodsBody("SKU-1", "04090000"), as("seller-1"), key("k-1"))
	if first.StatusCode != 201 || first.Headers["idempotent-replayed"] != "" {
		t.Fatalf("%d %v", first.StatusCode, first.Headers)
	}
	s.now = s.now.Add(time.Hour)
	same := []struct{ name, body, key string }{
		{"the same bytes", goodsBody("SKU-1", "04090000"), "k-1"},
		{"other spacing and order",
			"{ \"item\":{\"hs_code\":\"04090000\",\n\"ref\":\"\\u0053KU-1\"},\"channels\":[\"general_trade\"]}", "k-1"},
		{"the key in quotes", goodsBody("SKU-1", "04090000"), `"k-1"`},
	}
	for _, tt := range same {
		res := s.post("/v1/submissions", tt.body, as("seller-1"), key(tt.key))
		if res.StatusCode != 201 || res.Body != first.Body || res.Headers["location"] != first.Headers["location"] {
			t.Errorf("%s: %d\n%s", tt.name, res.StatusCode, res.Body)
		}
		if res.Headers["idempotent-replayed"] != "true" {
			t.Errorf("%s: headers %v", tt.name, res.Headers)
		}
	}
	read(t, s.post("/v1/submissions", goodsBody("SKU-1", "33049900"), as("seller-1"), key("k-1")), 422)
	// Another seller's key is another key.
	other := read(t, s.post("/v1/submissions", goodsBody("SKU-1", "33049900"), as("seller-2"), key("k-1")), 201)
	if other["id"] == read(t, first, 201)["id"] {
		t.Error("two sellers share a submission")
	}
	// A request that was refused does not use its key up.
	read(t, s.post("/v1/submissions", `{"item": {}}`, as("seller-1"), key("k-2")), 400)
	read(t, s.post("/v1/submissions", goodsBody("SKU-2", "04090000"), as("seller-1"), key("k-2")), 201)
	// After a day the key is forgotten.
	s.now = s.now.Add(submission.KeyLifetime)
	again := read(t, s.post("/v1/submissions", goodsBody("SKU-9", "04090000"), as("seller-1"), key("k-1")), 201)
	if again["ref"] != "SKU-9" {
		t.Errorf("%v", again["ref"])
	}
	if n := len(read(t, s.get("/v1/submissions", as("seller-1")), 200)["items"].([]any)); n != 3 {
		t.Errorf("%d submissions, want 3", n)
	}
}

func TestIdempotencyKeys(t *testing.T) {
	s := newService(t)
	for _, tt := range []struct {
		key  string
		want int
	}{
		{"a", 201},
		{strings.Repeat("k", 255), 201},
		{strings.Repeat("k", 256), 400},
		{`"` + strings.Repeat("q", 255) + `"`, 201},
		{"", 400},
		{`""`, 400},
		{"two words", 400},
		{"钥匙", 400},
		{"tab\tbed", 400},
		{"~!@#$%^&*()_+,;", 201},
	} {
		if res := s.post("/v1/submissions", goodsBody("x", "0409"), as("seller-1"), key(tt.key)); res.StatusCode != tt.want {
			t.Errorf("key %q: %d, want %d", tt.key, res.StatusCode, tt.want)
		}
	}
}

// Many at once with one key make one submission, and each gets its answer.
func TestIdempotencyAtOnce(t *testing.T) {
	s := newService(t)
	var mu sync.Mutex
	ids := s.newID
	handler := submissions.New(submissions.Handlers{
		Checker: s.checker, Store: s.store, Now: func() time.Time { return start },
		NewID: func() string { mu.Lock(); defer mu.Unlock(); return ids() },
	})["POST /v1/submissions"]
	answers := make([]api.Response, 16)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			req := api.Request{Headers: map[string]string{"content-type": "application/json", "idempotency-key": "k"},
				Body: goodsBody("SKU-1", "0409")}
			as("seller-1")(&req)
			answers[i] = handler(t.Context(), &req)
		})
	}
	wg.Wait()
	bodies := map[string]int{}
	for _, res := range answers {
		switch res.StatusCode {
		case 201:
			bodies[res.Body]++
		default:
			t.Errorf("%d %s", res.StatusCode, res.Body)
		}
	}
	if len(bodies) != 1 {
		t.Errorf("%d different answers", len(bodies))
	}
	if n := len(read(t, s.get("/v1/submissions", as("seller-1")), 200)["items"].([]any)); n != 1 {
		t.Errorf("%d submissions", n)
	}
}

// A request that the store does not answer leaves its key free, so that it can be
// sent again at once.
func TestIdempotencyAfterFailure(t *testing.T) {
	s := newService(t)
	broken := serviceOn(t, s.checker(), unreliable{s.store, storage.ErrUnavailable})
	read(t, broken.post("/v1/submissions", goodsBody("SKU-1", "0409"), as("seller-1"), key("k")), 503)
	read(t, s.post("/v1/submissions", goodsBody("SKU-1", "0409"), as("seller-1"), key("k")), 201)

	// A conflict means that an id was given out twice.
	late := serviceOn(t, s.checker(), unreliable{s.store, storage.ErrConflict})
	read(t, late.post("/v1/submissions", goodsBody("SKU-2", "0409"), as("seller-1")), 500)
	wrapped := serviceOn(t, s.checker(), unreliable{s.store,
		errors.Join(errors.New("dial tcp 10.0.0.1"), storage.ErrUnavailable)})
	res := wrapped.get("/v1/submissions", as("seller-1"))
	if res.StatusCode != 503 || strings.Contains(res.Body, "10.0.0.1") ||
		!strings.Contains(wrapped.log.String(), "10.0.0.1") {
		t.Errorf("%d %s\n%s", res.StatusCode, res.Body, wrapped.log)
	}
}

// A replay has the first answer, also after the submission was decided again.
func TestReplayAfterRedecision(t *testing.T) {
	s := newService(t)
	first := s.post("/v1/submissions", goodsBody("SKU-1", "04090000"), as("seller-1"), key("k"))
	id := read(t, first, 201)["id"].(string)
	s.redecide(id)
	replay := s.post("/v1/submissions", goodsBody("SKU-1", "04090000"), as("seller-1"), key("k"))
	if replay.StatusCode != 201 || replay.Body != first.Body {
		t.Errorf("%d\n%s\nwant\n%s", replay.StatusCode, replay.Body, first.Body)
	}
	now := read(t, s.get("/v1/submissions/"+id, as("seller-1")), 200)
	if now["decision"].(map[string]any)["seq"] != 2.0 || now["updated_at"] == now["created_at"] {
		t.Errorf("%v %v", now["updated_at"], now["decision"])
	}
}

// redecide appends a decision, as publishing a list does.
func (s *service) redecide(id string) {
	s.t.Helper()
	sub, d, err := s.store.Get(s.t.Context(), "seller-1", id)
	if err != nil {
		s.t.Fatal(err)
	}
	s.now = s.now.Add(time.Minute)
	next := submission.Decision{ID: s.newID(), SubmissionID: id, DecidedAt: s.now, Cause: submission.CauseListPublished,
		Body: d.Body}
	submission.Seal(sub.Head, &next)
	if err := s.store.Append(s.t.Context(), "seller-1", id, next, sub.Verdicts); err != nil {
		s.t.Fatal(err)
	}
}

// Another seller's submission is answered as one that does not exist, to the
// byte.
func TestIsolation(t *testing.T) {
	s := newService(t)
	id := s.submit("SKU-1", "0409")["id"].(string)
	none := submission.NewID(start, [10]byte{9: 99})
	for _, path := range []string{"/v1/submissions/%s", "/v1/submissions/%s/decisions"} {
		theirs := s.get(fmt.Sprintf(path, id), as("seller-2"))
		absent := s.get(fmt.Sprintf(path, none), as("seller-2"))
		malformed := s.get(fmt.Sprintf(path, "no%20id%21"), as("seller-2"))
		if theirs.StatusCode != 404 || theirs.Body != absent.Body || theirs.Body != malformed.Body {
			t.Errorf("%s: %d\n%s\n%s\n%s", path, theirs.StatusCode, theirs.Body, absent.Body, malformed.Body)
		}
	}
	if items := read(t, s.get("/v1/submissions", as("seller-2")), 200)["items"].([]any); len(items) != 0 {
		t.Errorf("seller-2 sees %v", items)
	}
}

// Callers without the claims of a seller are refused.
func TestSellerOf(t *testing.T) {
	s := newService(t)
	for _, tt := range []struct {
		name string
		o    option
		want int
	}{
		{"no authorizer", func(*api.Request) {}, 401},
		{"no seller", authorized("", "seller"), 401},
		{"no scope", authorized("seller-1", ""), 403},
		{"a scope that begins alike", authorized("seller-1", "sellers seller:read"), 403},
		{"one of several scopes", authorized("seller-1", "openid seller maintainer"), 200},
		{"a seller that is no string", func(r *api.Request) {
			authorized("x", "seller")(r)
			r.RequestContext.Authorizer.Lambda["seller"] = 7.0
		}, 401},
	} {
		for _, path := range []string{"/v1/submissions", "/v1/submissions?cursor=", "/v1/submissions/x"} {
			want := tt.want
			if want == 200 && path != "/v1/submissions" {
				continue
			}
			if res := s.get(path, tt.o); res.StatusCode != want {
				t.Errorf("%s: %s: %d, want %d", tt.name, path, res.StatusCode, want)
			}
		}
	}
}

// Pages go through all submissions, once each, for every filter.
func TestSubmissionPages(t *testing.T) {
	s := newService(t)
	want := map[string][]string{}
	for i := range 25 {
		code, ref := "0409000000", "even"
		if i%2 == 1 {
			code, ref = "3304", "odd"
		}
		d := s.submit(ref, code)
		id := d["id"].(string)
		verdict := d["verdicts"].(map[string]any)["general_trade"].(string)
		for _, filter := range []string{"", "&ref=" + ref, "&verdict=" + verdict, "&channel=general_trade",
			"&channel=general_trade&verdict=" + verdict + "&ref=" + ref} {
			want[filter] = append(want[filter], id)
		}
		s.now = s.now.Add(time.Second)
	}
	for filter, ids := range want {
		slices.Reverse(ids)
		var got []string
		cursor := ""
		for pages := 0; ; pages++ {
			page := read(t, s.get("/v1/submissions?limit=4"+filter+cursor, as("seller-1")), 200)
			for _, item := range page["items"].([]any) {
				got = append(got, item.(map[string]any)["id"].(string))
			}
			next, more := page["next_cursor"].(string)
			if !more {
				break
			}
			if pages > 25 {
				t.Fatalf("filter %q: no end", filter)
			}
			cursor = "&cursor=" + next
		}
		if !slices.Equal(got, ids) {
			t.Errorf("filter %q: %d items, want %d", filter, len(got), len(ids))
		}
	}
	if items := read(t, s.get("/v1/submissions?ref=none", as("seller-1")), 200)["items"].([]any); len(items) != 0 {
		t.Errorf("%v", items)
	}
}

// A cursor is valid for its collection, filters and caller only.
func TestCursors(t *testing.T) {
	s := newService(t)
	for range 3 {
		s.submit("a", "0409000000")
		s.submit("a", "0409000000", as("seller-2"))
		s.now = s.now.Add(time.Second)
	}
	id := s.submit("b", "0409000000")["id"].(string)
	s.redecide(id)
	next := func(target string, o option) string {
		c, _ := read(t, s.get(target, o), 200)["next_cursor"].(string)
		if c == "" {
			t.Fatalf("%s: no cursor", target)
		}
		return c
	}
	c := next("/v1/submissions?limit=1&ref=a", as("seller-1"))
	for _, tt := range []struct {
		target string
		o      option
		want   int
	}{
		{"/v1/submissions?ref=a&cursor=" + c, as("seller-1"), 200},
		{"/v1/submissions?ref=a&limit=2&cursor=" + c, as("seller-1"), 200}, // the size of a page is no filter
		{"/v1/submissions?cursor=" + c, as("seller-1"), 400},
		{"/v1/submissions?ref=b&cursor=" + c, as("seller-1"), 400},
		{"/v1/submissions?ref=a&verdict=eligible&cursor=" + c, as("seller-1"), 400},
		{"/v1/submissions?ref=a&cursor=" + c, as("seller-2"), 400},
		{"/v1/submissions/" + id + "/decisions?cursor=" + c, as("seller-1"), 400},
		{"/v1/submissions?ref=a&cursor=" + c[:len(c)-2], as("seller-1"), 400},
		{"/v1/submissions?ref=a&cursor=A" + c[1:], as("seller-1"), 400},
		{"/v1/submissions?ref=a&cursor=%2B%2F", as("seller-1"), 400},
		{"/v1/submissions?ref=a&cursor=" + api.Cursor("\x00\xff nonsense", "submissions", "seller-1", "", "", "a"),
			as("seller-1"), 400},
		{"/v1/submissions/" + id + "/decisions?cursor=" + next("/v1/submissions/"+id+"/decisions?limit=1", as("seller-1")),
			as("seller-1"), 200},
	} {
		res := s.get(tt.target, tt.o)
		if res.StatusCode != tt.want {
			t.Errorf("%s: %d, want %d\n%s", tt.target, res.StatusCode, tt.want, res.Body)
		}
		if tt.want == 400 && read(t, res, 400)["code"] != string(problem.InvalidCursor) {
			t.Errorf("%s: %s", tt.target, res.Body)
		}
	}
}

// Pages go through the history, newest first.
func TestDecisionPages(t *testing.T) {
	s := newService(t)
	id := s.submit("SKU-1", "0409000000")["id"].(string)
	for range 12 {
		s.redecide(id)
	}
	var got []float64
	sizes := ""
	for cursor := ""; ; {
		page := read(t, s.get("/v1/submissions/"+id+"/decisions?limit=6"+cursor, as("seller-1")), 200)
		items := page["items"].([]any)
		sizes += fmt.Sprint(len(items), " ")
		for _, item := range items {
			got = append(got, item.(map[string]any)["seq"].(float64))
		}
		next, more := page["next_cursor"].(string)
		if !more {
			break
		}
		cursor = "&cursor=" + next
	}
	for i, seq := range got {
		if seq != float64(13-i) {
			t.Fatalf("%v", got)
		}
	}
	if len(got) != 13 || sizes != "6 6 1 " {
		t.Errorf("%d decisions in pages of %s", len(got), sizes)
	}
}

// The pages of a history of large decisions fit into a response.
func TestLargeDecisions(t *testing.T) {
	s := newService(t)
	res := s.post("/v1/submissions", `{"item": {"hs_code": "85"}}`, as("seller-1"))
	id := read(t, res, 201)["id"].(string)
	for range 20 {
		s.redecide(id)
	}
	page := s.get("/v1/submissions/"+id+"/decisions?limit=100", as("seller-1"))
	if d := read(t, page, 200); d["next_cursor"] == nil || len(page.Body) > api.MaxAnswer {
		t.Errorf("%d bytes, cursor %v", len(page.Body), d["next_cursor"])
	}
}

// A seller can verify the history from the answers alone, by the recipe that
// the contract gives.
func TestHistoryCanBeVerified(t *testing.T) {
	s := newService(t)
	s.now = s.now.Add(250 * time.Millisecond)
	id := s.submit("SKU-1", "0409000000")["id"].(string)
	s.redecide(id)
	s.redecide(id)
	res := s.get("/v1/submissions/"+id+"/decisions", as("seller-1"))
	var page struct {
		Items []struct {
			ID         string
			Seq        int
			Decided_at string
			Cause      string
			Prev_hash  string
			Hash       string
			Body       json.RawMessage
		}
	}
	if err := json.Unmarshal([]byte(res.Body), &page); err != nil {
		t.Fatal(err)
	}
	if len(page.Items) != 3 {
		t.Fatalf("%d decisions", len(page.Items))
	}
	prev := strings.Repeat("0", 64)
	slices.Reverse(page.Items)
	for i, d := range page.Items {
		body := sha256.Sum256(d.Body)
		var text bytes.Buffer
		for _, v := range []string{"importchecker/decision/1", id, fmt.Sprint(d.Seq), d.ID, d.Decided_at, d.Cause,
			hex.EncodeToString(body[:]), d.Prev_hash} {
			fmt.Fprintf(&text, "%d:%s,", len(v), v)
		}
		sum := sha256.Sum256(text.Bytes())
		if d.Seq != i+1 || d.Prev_hash != prev || d.Hash != hex.EncodeToString(sum[:]) {
			t.Errorf("decision %d does not verify: %+v", i+1, d)
		}
		prev = d.Hash
	}
}
