package api_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/listing"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/reference"
	"importchecker/shared/difference"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/publication"
	"importchecker/shared/services"
	"importchecker/shared/storage"
	"importchecker/shared/tariff"
	"importchecker/shared/webhook"
)

var maintainer = authorized("broker", "maintainer")

// announced has the parameters of an import.
func announced(id, effective, accept string) string {
	q := url.Values{
		"edition": {id}, "effective": {effective}, "document": {"No. " + id}, "filename": {id + ".csv"},
		"title_en": {"Example " + id}, "title_zh": {"示例" + id}, "issuer_en": {"Nobody"}, "issuer_zh": {"无"},
	}
	if accept != "" {
		q.Set("accept", accept)
	}
	return q.Encode()
}

// bring imports an annex of the retail list, in force from July.
func (s *service) bring(id, annex, accept string, options ...option) api.Response {
	s.t.Helper()
	return s.bringTo(list.CBEC, announced(id, "2026-07-01", accept), annex, options...)
}

func (s *service) bringTo(list, query, annex string, options ...option) api.Response {
	s.t.Helper()
	all := append([]option{maintainer, withHeader("content-type", "text/csv")}, options...)
	return s.post("/v1/lists/"+list+"/imports?"+query, annex, all...)
}

// drafted imports an annex and returns the id of the draft.
func (s *service) drafted(id, annex, accept string) string {
	s.t.Helper()
	return read(s.t, s.bring(id, annex, accept), 201)["id"].(string)
}

func (s *service) imported(id string, options ...option) api.Response {
	s.t.Helper()
	return s.get("/v1/lists/cbec-retail-import/imports/"+id, append([]option{maintainer}, options...)...)
}

func (s *service) publish(id, hash string, options ...option) api.Response {
	s.t.Helper()
	return s.post("/v1/lists/cbec-retail-import/imports/"+id+"/publish", `{"diff_hash": "`+hash+`"}`,
		append([]option{maintainer}, options...)...)
}

// put publishes a draft of any list, and reloads the lists of the service.
func (s *service) put(list, id string) decoded {
	s.t.Helper()
	d := read(s.t, s.get("/v1/lists/"+list+"/imports/"+id, maintainer), 200)
	d = read(s.t, s.post("/v1/lists/"+list+"/imports/"+id+"/publish", `{"diff_hash": "`+d["diff_hash"].(string)+`"}`,
		maintainer), 200)
	s.refresh()
	return d
}

// work runs the due jobs.
func (s *service) work() {
	s.t.Helper()
	if done, err := s.worker.Run(s.t.Context(), 1); err != nil || !done {
		s.t.Fatalf("work: done %t, %v", done, err)
	}
}

// damagedShelf is a shelf with damaged editions.
type damagedShelf struct{ library.Shelf }

func (damagedShelf) Edition(_ context.Context, list, sha256 string) (library.Sealed, error) {
	return library.Sealed{}, &library.DamagedError{List: list, SHA256: sha256, Cause: errors.New("disk on fire")}
}

// damage makes the stored editions damaged.
func (s *service) damage() {
	s.library = library.New(library.BuiltIn(), damagedShelf{s.kept})
	s.desk.Library = s.library
}

// disable disables a webhook, as the last failed delivery does.
func (s *service) disable(seller, id string) {
	s.t.Helper()
	s.endpoint(seller, id, func(e *webhook.Endpoint) {
		e.Disabled, e.DisabledAt, e.DisabledWhy = true, s.now, "it answered that it is gone (410)"
	})
}

// prove marks the challenge of a webhook as answered, as the deliverer does.
func (s *service) prove(seller, id string) {
	s.t.Helper()
	s.endpoint(seller, id, (*webhook.Endpoint).Prove)
}

func (s *service) endpoint(seller, id string, change func(*webhook.Endpoint)) {
	s.t.Helper()
	e, err := s.hooks.Endpoint(s.t.Context(), seller, id)
	if err == nil {
		change(&e)
		e.Revision++
		err = s.hooks.PutEndpoint(s.t.Context(), e)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// An import from its file to its withdrawal, and what is stored of it.
func TestImport(t *testing.T) {
	s := newService(t)
	annex := "04090000,天然蜂蜜,\n33049900,面霜,仅限网购保税商品\n04041000,乳清,"
	res := s.bring("2026-07", annex, "rows_jump", func(r *api.Request) {
		r.Body, r.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(annex)), true
	})
	d := read(t, res, 201)
	id := d["id"].(string)
	if res.Headers["location"] != "/v1/lists/cbec-retail-import/imports/"+id ||
		res.Headers["cache-control"] != api.NoStore {
		t.Errorf("headers %v", res.Headers)
	}
	file := d["file"].(map[string]any)
	if d["state"] != "draft" || d["coverage"] != "complete" || d["imported_by"] != "broker" ||
		file["name"] != "2026-07.csv" || file["sha256"] != digest([]byte(annex)) {
		t.Errorf("%s", res.Body)
	}
	if len(s.originals) != 1 || string(s.originals[0].Raw) != annex || s.originals[0].Import != id ||
		s.originals[0].SHA256 != file["sha256"] {
		t.Errorf("kept %+v", s.originals)
	}
	if report := d["report"].(map[string]any); report["rows"] != 3.0 {
		t.Errorf("report %v", report)
	}
	if text := s.imported(id, withHeader("accept",
		"text/plain, application/json;q=0.5")); text.Body != "3 rows of 2026-07.csv\n" ||
		text.Headers["content-type"] != api.TypeText {
		t.Errorf("text %q, %v", text.Body, text.Headers)
	}
	diff := read(t, s.get("/v1/lists/cbec-retail-import/imports/"+id+"/diff", maintainer), 200)
	if diff["diff_hash"] != d["diff_hash"] || diff["comparable"] != false ||
		joined(diff["added"], "hs_code") != "04041000 04090000 33049900" {
		t.Errorf("difference %v", diff)
	}
	for _, source := range diff["sources"].([]any) {
		if s := source.(map[string]any); strings.HasPrefix(s["id"].(string), "annex:") &&
			(s["document"] != "No. 2026-07" || s["sha256"] != file["sha256"] || s["file"] != "2026-07.csv") {
			t.Errorf("source %v", s)
		}
	}
	p := s.put(list.CBEC, id)
	if p["state"] != "published" || p["publication"] == nil || p["version"] != 1.0 || p["published_by"] != "broker" {
		t.Errorf("published %v", p)
	}
	again := s.drafted("2026-07", annex, "rows_jump") // the same file once more
	page := read(t, s.get("/v1/lists/cbec-retail-import/imports?limit=1", maintainer), 200)
	if joined(page["items"], "id") != again || page["next_cursor"] == nil {
		t.Errorf("page %v", page)
	}
	if got := s.pagesAs("/v1/lists/cbec-retail-import/imports?limit=1", maintainer); !slices.Equal(got,
		[]string{again, id}) {
		t.Errorf("pages %v", got)
	}
	w := read(t, s.send("DELETE", "/v1/lists/cbec-retail-import/imports/"+id+"?why=mistake", "", maintainer), 200)
	if w["state"] != "withdrawn" || w["withdrawn_why"] != "mistake" || w["withdrawal"] == nil ||
		w["withdrawn_version"] != 2.0 {
		t.Errorf("withdrawn %v", w)
	}
	if !strings.Contains(s.log.String(), `"import":"cbec-retail-import/2026-07 `+id+` published"`) {
		t.Errorf("the log does not say who published: %s", s.log)
	}
}

// pagesAs returns the ids of all items, page by page, for a caller.
func (s *service) pagesAs(target string, o option) (ids []string) {
	s.t.Helper()
	for cursor := ""; ; {
		page := read(s.t, s.get(target+cursor, o), 200)
		for _, item := range page["items"].([]any) {
			ids = append(ids, item.(map[string]any)["id"].(string))
		}
		next, more := page["next_cursor"].(string)
		if !more {
			return ids
		}
		cursor = "&cursor=" + next
	}
}

// Only maintainers reach the imports, and only sellers the webhooks.
func TestScopes(t *testing.T) {
	s := newService(t)
	id := s.drafted("2026-07", "04090000,天然蜂蜜,", "")
	hook := read(t, s.post("/v1/webhooks", `{"url": "https://shop.example.com/"}`, as("seller-1")), 201)["id"].(string)
	for key := range s.routes {
		method, path, _ := strings.Cut(key, " ")
		wrong := as("seller-1")
		switch {
		case strings.Contains(path, "/imports"):
			path = strings.NewReplacer("{list}", "cbec-retail-import", "{id}", id).Replace(path)
		case strings.Contains(path, "/webhooks"), path == "/v1/events":
			path, wrong = strings.ReplaceAll(path, "{id}", hook), maintainer
		default:
			continue
		}
		body := ""
		if method == "POST" || method == "PATCH" {
			body = `{"diff_hash": "x"}`
		}
		if res := s.send(method, path, body); res.StatusCode != 401 {
			t.Errorf("%s without a token: %d", key, res.StatusCode)
		}
		if res := s.send(method, path, body, wrong); res.StatusCode != 403 {
			t.Errorf("%s with another scope: %d", key, res.StatusCode)
		}
	}
	// Another seller's webhook is not there, in the words of one that never was.
	for _, c := range []struct{ method, path, body string }{
		{"GET", "", ""}, {"PATCH", "", "{}"}, {"DELETE", "", ""}, {"POST", "/secret", ""}, {"GET", "/deliveries", ""},
		{"POST", "/deliveries", `{"event": "x"}`},
	} {
		theirs := s.send(c.method, "/v1/webhooks/"+hook+c.path, c.body, as("seller-2"))
		none := s.send(c.method, "/v1/webhooks/06eae7xs000000000000000zzz"+c.path, c.body, as("seller-2"))
		if theirs.StatusCode != 404 || theirs.Body != none.Body {
			t.Errorf("%s %s: %d %s", c.method, c.path, theirs.StatusCode, theirs.Body)
		}
	}
	if items := read(t, s.get("/v1/webhooks", as("seller-2")), 200)["items"].([]any); len(items) != 0 {
		t.Errorf("seller-2 has %v", items)
	}
}

// All errors of a maintainer's request are reported at once.
func TestImportRequests(t *testing.T) {
	s := newService(t)
	id := s.drafted("2026-07", "04090000,天然蜂蜜,", "")
	at := "/v1/lists/cbec-retail-import/imports"
	long := strings.Repeat("x", 301)
	for _, tt := range []struct {
		method, target, body string
		status               int
		want                 string
	}{
		{"POST", at, "x", 400, "/query/edition required"},
		{"POST", at + "?edition=a%2Fb&amends=..&effective=tomorrow&superseded=2026-02-30", "x", 400,
			"/query/edition invalid_edition_id, /query/amends invalid_edition_id, /query/effective invalid_date, /query/superseded invalid_date"},
		{"POST", at + "?edition=1&stated=0&counts=heads&partial=yes&manual_all=1&unknown_codes=no", "x", 400,
			"/query/stated out_of_range, /query/counts not_allowed, /query/partial not_allowed, /query/manual_all not_allowed, /query/unknown_codes not_allowed"},
		{"POST", at + "?edition=1&title_en=" + long + "&filename=" + long, "x", 400,
			"/query/filename too_long, /query/title_en too_long"},
		{"POST", at + "?edition=1&accept=sample_edition", "x", 400, "/query/accept not_allowed"},
		{"POST", at + "?edition=1&edition=2&dry_run=1", "x", 400,
			"/query/dry_run unknown_parameter, /query/edition repeated_parameter"},
		{"POST", at + "?edition=1", "x", 422, "/query/effective does_not_fit, /query/document does_not_fit"},
		{"POST", at + "?edition=1&document=x", "x", 422, "/query/effective does_not_fit"},
		{"POST", "/v1/lists/moon/imports?edition=1", "x", 404, ""},
		{"POST", "/v1/lists/cn-services-law/imports?edition=1", "x", 422, ""},
		{"GET", "/v1/lists/moon/imports", "", 404, ""},
		{"GET", "/v1/lists/cn-tariff/imports", "", 200, ""},
		{"GET", at + "?limit=0&state=draft", "", 400, "/query/state unknown_parameter, /query/limit out_of_range"},
		{"GET", at + "?cursor=x", "", 400, "/query/cursor invalid_cursor"},
		{"GET", at + "/none", "", 404, ""},
		{"GET", at + "/a%2Fb", "", 404, ""},
		{"GET", "/v1/lists/yiwu-import-pilot/imports/" + id, "", 404, ""}, // another list's
		{"GET", at + "/" + id + "?full=1", "", 400, "/query/full unknown_parameter"},
		{"GET", at + "/" + id + "/diff?full=1", "", 400, "/query/full unknown_parameter"},
		{"GET", at + "/none/diff", "", 404, ""},
		{"POST", at + "/" + id + "/publish?force=1", `{"hash": "x"}`, 400,
			"/query/force unknown_parameter, /hash unknown_field, /diff_hash required"},
		{"POST", at + "/" + id + "/publish", `{"diff_hash": 1}`, 400, "/diff_hash wrong_type"},
		{"POST", at + "/" + id + "/publish", `{"diff_hash": "x", "diff_hash": "y"}`, 400, "/diff_hash duplicate_field"},
		{"POST", at + "/" + id + "/publish", `[]`, 400, " wrong_type"},
		{"POST", at + "/" + id + "/publish", `{`, 400, " invalid_json"},
		{"POST", at + "/none/publish", `{"diff_hash": "x"}`, 404, ""},
		{"DELETE", at + "/" + id + "?reason=x", "", 400, "/query/reason unknown_parameter"},
		{"DELETE", at + "/" + id + "?why=" + strings.Repeat("x", 501), "", 400, "/query/why too_long"},
		{"DELETE", at + "/none", "", 404, ""},
	} {
		res := s.send(tt.method, tt.target, tt.body, maintainer)
		if got := strings.Join(faultsOf(t, res), ", "); res.StatusCode != tt.status || got != tt.want {
			t.Errorf("%s %.120s: status %d, errors %s; want %d, %s", tt.method, tt.target, res.StatusCode, got, tt.status,
				tt.want)
		}
	}
	if len(s.originals) != 1 {
		t.Errorf("%d files kept of what was refused", len(s.originals)-1)
	}
}

// Failures of the reader of annexes and of the archive of files.
func TestImportFailures(t *testing.T) {
	s := newService(t)
	for _, tt := range []struct {
		name   string
		reader publication.Reader
		keep   error
		status int
		code   problem.Code
	}{
		{"the reader breaks down", failing{err: errors.New("secret of the cellar")}, nil, 500, problem.Internal},
		{"the time is over", failing{err: context.DeadlineExceeded}, nil, 503, problem.Unavailable},
		{"the file cannot be kept", paper{}, storage.ErrUnavailable, 503, problem.Unavailable},
		{"a report in a form of its own", failing{read: &publication.Read{Report: []byte(`"wrong"`), Problems: 1}}, nil, 422,
			problem.AnnexRefused},
		{"a report that is broken", failing{read: &publication.Read{Report: []byte(`{`), Problems: 1}}, nil, 422,
			problem.AnnexRefused},
	} {
		s.reader, s.keepFails = tt.reader, tt.keep
		p := read(t, s.bring("2026-07", "04090000,天然蜂蜜,", ""), tt.status)
		if p["code"] != string(tt.code) || strings.Contains(fmt.Sprint(p), "cellar") {
			t.Errorf("%s: %v", tt.name, p)
		}
		if tt.code == problem.AnnexRefused && (len(p["errors"].([]any)) != 1 || p["report"] != nil &&
			p["report"] != "wrong") {
			t.Errorf("%s: %v", tt.name, p)
		}
	}
	if page, _, err := s.desk.Imports(t.Context(), list.CBEC, storage.Page{}); err != nil || len(page) != 0 {
		t.Errorf("%d imports stored, %v", len(page), err)
	}
	// Without anywhere to keep files, and with lists that are damaged: what is
	// brought in is what mends them.
	damaged := newService(t)
	damaged.put(list.CBEC, damaged.drafted("2026-07", "04090000,天然蜂蜜,", "rows_jump"))
	whole := damaged.library
	damaged.damage()
	if res := damaged.bring("2026-07", "04090000,天然蜂蜜,", ""); res.StatusCode != 500 ||
		!strings.Contains(res.Body, string(problem.EditionDamaged)) {
		t.Errorf("%s", res.Body) // the shelf stays as it is
	}
	damaged.library, damaged.desk.Library = library.New(library.BuiltIn(), damagedShelf{damaged.kept}), whole
	if res := damaged.bring("2026-07", "04090000,天然蜂蜜,", ""); res.StatusCode != 201 {
		t.Errorf("%s", res.Body)
	}
}

// A file that is sent as a form is refused with a hint to send the file itself.
func TestFormUpload(t *testing.T) {
	s := newService(t)
	res := s.bring("2026-07", "04090000,天然蜂蜜,", "", withHeader("content-type", "multipart/form-data; boundary=x"))
	if p := read(t, res, 415); p["code"] != string(problem.FormUpload) ||
		!strings.Contains(p["detail"].(string), "--data-binary") {
		t.Errorf("%v", p)
	}
}

// A file may have 4 MiB after decoding base64, and arrives unchanged.
func TestFileSize(t *testing.T) {
	s := newService(t)
	refused := failing{read: &publication.Read{Report: []byte(`{}`), Problems: 1}}
	var given publication.Annex
	s.reader = seeing{&given, refused}
	for _, tt := range []struct {
		name           string
		body           string
		encoded, plain int
	}{
		{"as much as there may be", strings.Repeat("x", api.MaxFile), 422, 422},
		{"a byte more", strings.Repeat("x", api.MaxFile+1), 413, 413},
		{"bytes that are no UTF-8", "\xd0\xf2\xba\xc5", 422, 400},
		{"the sign of lost characters", "\uFFFD", 422, 400},
	} {
		base64ed := func(r *api.Request) {
			r.Body, r.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(tt.body)), true
		}
		if res := s.bring("2026-07", "-", "", base64ed); res.StatusCode != tt.encoded || tt.encoded == 422 &&
			string(given.Raw) != tt.body {
			t.Errorf("%s in base64: %d", tt.name, res.StatusCode)
		}
		if res := s.bring("2026-07", tt.body, ""); res.StatusCode != tt.plain || tt.plain == 422 &&
			string(given.Raw) != tt.body {
			t.Errorf("%s as text: %d", tt.name, res.StatusCode)
		}
	}
	if res := s.bring("2026-07", "%%%", "", func(r *api.Request) { r.IsBase64Encoded = true }); !strings.Contains(res.Body,
		string(problem.InvalidBase64)) {
		t.Errorf("%s", res.Body)
	}
	if given.List != list.CBEC || given.Edition != "2026-07" || given.By != "broker" || !given.At.Equal(start) ||
		given.File != "2026-07.csv" ||
		given.Announced.Effective != 20260701 || given.Announced.Title.ZH != "示例2026-07" {
		t.Errorf("%+v", given)
	}
	// A name comes without its folders, and there is one where none is given.
	for name, want := range map[string]string{"": "annex", "C:\\list\\a.xlsx": "a.xlsx", "/tmp/b.csv": "b.csv",
		"c/": "annex"} {
		query := "edition=1"
		if name != "" {
			query += "&filename=" + url.QueryEscape(name)
		}
		if s.bringTo(list.CBEC, query, "x"); given.File != want {
			t.Errorf("%q is called %q, want %q", name, given.File, want)
		}
	}
}

// seeing is a reader that records its arguments.
type seeing struct {
	given *publication.Annex
	publication.Reader
}

func (s seeing) ReadAnnex(ctx context.Context, lists library.Lists, a publication.Annex) (*publication.Read, error) {
	*s.given = a
	return s.Reader.ReadAnnex(ctx, lists, a)
}

// failing is a reader that always returns the same.
type failing struct {
	read *publication.Read
	err  error
}

func (f failing) ReadAnnex(context.Context, library.Lists, publication.Annex) (*publication.Read, error) {
	return f.read, f.err
}

// A published edition answers for its days only, and names the origin of itself and of
// each of its rows. Once it is withdrawn, the previous edition answers again.
func TestPublishedEdition(t *testing.T) {
	s := newService(t)
	ask := func(day string) string {
		body := `{"item": {"hs_code": "04041000"}, "channels": ["cbec_bonded"], "as_of": "` + day + `"}`
		if day == "" {
			body = `{"item": {"hs_code": "04041000"}, "channels": ["cbec_bonded"]}`
		}
		res := s.post("/v1/goods/checks", body)
		read(t, res, 200)
		return res.Body
	}
	today, before := ask(""), ask("2026-06-30")
	list1 := s.get("/v1/lists/cbec-retail-import")
	annex := "04090000,天然蜂蜜,\n33049900,面霜,仅限网购保税商品"
	draft := s.drafted("2026-07", annex, "rows_jump")
	s.refresh()
	if ask("2026-07-01") != strings.ReplaceAll(before, "2026-06-30", "2026-07-01") ||
		s.get("/v1/lists/cbec-retail-import").Body != list1.Body {
		t.Error("a draft is answered from")
	}
	s.put(list.CBEC, draft)
	if ask("") != today || ask("2026-06-30") != before {
		t.Error("an edition of July answers before July")
	}
	if body := ask("2026-07-01"); !strings.Contains(body, `"not_listed"`) ||
		!strings.Contains(body, `"edition":"2026-07"`) {
		t.Errorf("July: %s", body)
	}

	l := s.get("/v1/lists/cbec-retail-import")
	if l.Headers["etag"] == list1.Headers["etag"] {
		t.Error("the tag does not know of the edition")
	}
	if res := s.get("/v1/lists/cbec-retail-import",
		withHeader("if-none-match", l.Headers["etag"])); res.StatusCode != 304 {
		t.Errorf("%d", res.StatusCode)
	}
	editions := read(t, l, 200)["editions"].([]any)
	if got := joined(editions, "state"); got != "built_in built_in built_in built_in built_in published" {
		t.Errorf("states %s", got)
	}
	if got := joined(editions, "superseded_on"); !strings.HasSuffix(got, "2026-07-01 <nil>") {
		t.Errorf("ends %s", got)
	}
	brought := editions[len(editions)-1].(map[string]any)["import"].(map[string]any)
	file := brought["file"].(map[string]any)
	if brought["id"] != draft || brought["imported_by"] != "broker" || file["sha256"] != digest([]byte(annex)) ||
		file["name"] != "2026-07.csv" || brought["imported_at"] != "2026-03-01T02:00:00Z" {
		t.Errorf("provenance %v", brought)
	}
	page := read(t, s.get("/v1/lists/cbec-retail-import/editions/2026-07/entries"), 200)
	if page["import"].(map[string]any)["id"] != draft ||
		joined(page["items"], "place") != "map[row:1 sheet:table 1] map[row:2 sheet:table 1]" {
		t.Errorf("entries %v", page)
	}
	source := page["sources"].([]any)[0].(map[string]any)
	if source["document"] != "No. 2026-07" || source["sha256"] != digest([]byte(annex)) || source["issuer"] != "无" {
		t.Errorf("source %v", source)
	}
	if built := read(t, s.get("/v1/lists/cbec-retail-import/editions/2022/entries"),
		200); strings.Contains(fmt.Sprint(built), "import:") {
		t.Error("a built-in edition was imported")
	}
	diff := read(t, s.get("/v1/lists/cbec-retail-import/diff?from=2022&to=2026-07"), 200)
	if to := diff["to"].(map[string]any); to["state"] != "published" || diff["comparable"] != false {
		t.Errorf("difference %v", to)
	}

	read(t, s.send("DELETE", "/v1/lists/cbec-retail-import/imports/"+draft, "", maintainer), 200)
	s.refresh()
	if ask("") != today || s.get("/v1/lists/cbec-retail-import").Body != list1.Body {
		t.Error("a withdrawn edition is answered from")
	}
}

// An annex replaces the incomplete built-in edition with its id: the edition is then
// complete from its first day, and has the import as its origin.
func TestFragmentMadeWhole(t *testing.T) {
	s := newService(t)
	verdict := func(code string) any {
		d := read(t, s.post("/v1/goods/checks", `{"item": {"hs_code": "`+code+`"}, "channels": ["cbec_bonded"]}`), 200)
		return d["channels"].([]any)[0].(map[string]any)["verdict"]
	}
	if got := verdict("85171300"); got != "undetermined" {
		t.Errorf("a phone on a fragment: %v", got)
	}
	query := announced("2022", "2022-03-01", "rows_jump,document_used")
	d := read(t, s.bringTo(list.CBEC, query, "04090000,天然蜂蜜,"), 201)
	s.put(list.CBEC, d["id"].(string))
	if got := verdict("85171300"); got != "ineligible" {
		t.Errorf("a phone that the whole list does not have: %v", got)
	}
	editions := read(t, s.get("/v1/lists/cbec-retail-import"), 200)["editions"].([]any)
	if got := joined(editions, "state"); got != "built_in built_in built_in built_in published" {
		t.Errorf("states %s", got)
	}
	page := read(t, s.get("/v1/lists/cbec-retail-import/editions/2022/entries"), 200)
	if page["import"].(map[string]any)["id"] != d["id"] || joined(page["items"], "hs_code") != "04090000" {
		t.Errorf("entries %v", page)
	}
}

// An answer does not depend on the origin of an edition being readable.
func TestProvenanceUnreadable(t *testing.T) {
	s := newService(t)
	s.put(list.CBEC, s.drafted("2026-07", "04090000,天然蜂蜜,", "rows_jump"))
	asked := 0
	down := func(ctx context.Context, list, edition string) (*publication.Import, []publication.Position, error) {
		if i, places, err := s.origins.Of(ctx, list, edition); i == nil {
			return i, places, err
		}
		asked++
		return nil, nil, errors.New("dial tcp 10.0.0.1: refused")
	}
	serve := func(target string, provenance func(context.Context, string, string) (*publication.Import,
		[]publication.Position, error)) api.Response {
		all := s.serve
		defer func() { s.serve = all }()
		routes := reference.New(reference.Handlers{Checker: s.checker, Now: s.clock, Provenance: provenance})
		s.serve = api.Serve(routes, slog.New(slog.DiscardHandler), s.clock, nil)
		return s.get(target)
	}
	l := read(t, serve("/v1/lists/cbec-retail-import", down), 200)
	if got := joined(l["editions"], "state"); !strings.HasSuffix(got, "built_in unknown") {
		t.Errorf("states %s", got)
	}
	page := read(t, serve("/v1/lists/cbec-retail-import/editions/2026-07/entries", down), 200)
	if from, there := page["import"]; !there || from != nil || joined(page["items"], "id") != "1" {
		t.Errorf("entries %v", page)
	}
	source := page["sources"].([]any)[0].(map[string]any)
	if title := source["title"].(string); !strings.Contains(title, "Annex of the announcement") ||
		source["document"] != nil {
		t.Errorf("source %v", source)
	}
	if asked != 2 {
		t.Errorf("asked %d times", asked)
	}
	if res := serve("/v1/lists/cbec-retail-import", nil); !strings.Contains(res.Body, `"built_in"`) {
		t.Errorf("%s", res.Body)
	}
}

// An edition that amends another has rows from the file of that one, and cites
// each file with its own document.
func TestSourcesOfAmendedEdition(t *testing.T) {
	s := newService(t)
	s.put(list.CBEC, s.drafted("2026-07", "04090000,天然蜂蜜,", "rows_jump"))
	first := "annex:" + digest([]byte("04090000,天然蜂蜜,"))[:12]
	s.reader = amending{first}
	s.put(list.CBEC, read(t, s.bringTo(list.CBEC, announced("2026-08", "2026-08-01", "rows_jump"), "33049900,面霜,"),
		201)["id"].(string))
	page := read(t, s.get("/v1/lists/cbec-retail-import/editions/2026-08/entries"), 200)
	if got := joined(page["sources"], "document"); got != "No. 2026-07 No. 2026-08" {
		t.Errorf("documents %s", got)
	}
	if got := joined(page["items"], "place"); got != "map[file:2026-07.csv row:1 sheet:table 1] map[row:1 sheet:table 1]" {
		t.Errorf("places %s", got)
	}
}

// amending is a reader of an annex that adds to an edition from another file.
type amending struct{ base string }

func (a amending) ReadAnnex(ctx context.Context, lists library.Lists, annex publication.Annex) (*publication.Read,
	error) {
	read, err := paper{}.ReadAnnex(ctx, lists, annex)
	if err != nil {
		return nil, err
	}
	e := read.Input.Content.(*list.Edition)
	kept := entryOf(2, "04090000,天然蜂蜜,")
	kept.Sources = []string{a.base}
	e.Entries = append([]list.Entry{kept}, e.Entries...)
	e.Held, e.Stated = 2, 2
	e.SHA256 = e.Sum()
	return read, nil
}

// After a publication stored submissions are decided again, and each seller gets the
// events of its own only.
func TestPublicationReachesSubmissions(t *testing.T) {
	s := newService(t)
	honey := read(t, s.post("/v1/submissions",
		`{"item": {"ref": "SKU-1", "hs_code": "04090000"}, "channels": ["cbec_bonded"], "as_of": "2026-07-01"}`,
		as("seller-1")), 201)["id"].(string)
	theirs := read(t, s.post("/v1/submissions",
		`{"item": {"ref": "SKU-9", "hs_code": "04041000"}, "channels": ["cbec_bonded"], "as_of": "2026-07-01"}`,
		as("seller-2")), 201)["id"].(string)
	vet := read(t, s.post("/v1/submissions",
		`{"kind": "service", "ref": "SVC-1", "mode": 1, "place": "national", "sector": {"code": "7493"}, "as_of": "2026-08-01"}`, as("seller-1")), 201)["id"].(string)
	endpoint := read(t, s.post("/v1/webhooks", `{"url": "https://shop.example.com/"}`, as("seller-1")), 201)["id"].(string)

	s.now = s.now.Add(time.Minute)
	d := read(t, s.bring("2026-07", "04090000,天然蜂蜜,\n33049900,面霜,仅限网购保税商品", "rows_jump"), 201)
	if reach := d["reach"].(map[string]any); reach["submissions"] != 2.0 || reach["all"] != true {
		t.Errorf("reach %v", reach)
	}
	p := s.put(list.CBEC, d["id"].(string))
	s.work()
	query := announced("2026-08", "2026-08-01", "rows_jump,editions_overlap") + "&short_en=list&short_zh=清单"
	s.now = s.now.Add(time.Minute)
	svc := read(t, s.bringTo(services.NationalList, query, "7493,不得提供兽医服务"), 201)["id"].(string)
	s.put(services.NationalList, svc)
	s.work()

	events := read(t, s.get("/v1/events", as("seller-1")), 200)["items"].([]any)
	if len(events) != 2 {
		t.Fatalf("%d events: %v", len(events), events)
	}
	told := func(i int) map[string]any { return events[i].(map[string]any)["data"].(map[string]any) }
	if e := told(1); e["submission"] != honey || e["hs_code"] != "04090000" ||
		e["old_verdicts"].(map[string]any)["cbec_bonded"] != "undetermined" {
		t.Errorf("event of honey %v", e)
	}
	cause := told(1)["cause"].(map[string]any)
	if cause["publication"] != p["publication"] || cause["document"] != "No. 2026-07" || cause["change"] != "added" ||
		cause["entry"] != "1" {
		t.Errorf("cause %v", cause)
	}
	if e := told(0); e["submission"] != vet || e["sector"] != "7493" ||
		e["new_verdicts"].(map[string]any)["national"] != "ineligible" {
		t.Errorf("event of the service %v", e)
	}
	for i, id := range []string{vet, honey} {
		history := read(t, s.get("/v1/submissions/"+id+"/decisions", as("seller-1")), 200)["items"].([]any)
		if got := joined(history, "cause"); got != "list_published submitted" {
			t.Errorf("%s: %s", id, got)
		}
		if newest := history[0].(map[string]any); newest["id"] != told(i)["decision"].(map[string]any)["id"] {
			t.Errorf("the event tells of decision %v, newest is %v", told(i)["decision"], newest["id"])
		}
	}
	// A decision names the file that it rests on, and the document it belongs to.
	sub := s.get("/v1/submissions/"+vet, as("seller-1"))
	if !strings.Contains(sub.Body, `"document":"No. 2026-08"`) ||
		!strings.Contains(sub.Body, `"Annex of the announcement, as a file that the maintainer`) {
		t.Errorf("sources of %s", sub.Body)
	}
	other := read(t, s.get("/v1/events", as("seller-2")), 200)["items"].([]any)
	if len(other) != 1 || other[0].(map[string]any)["data"].(map[string]any)["submission"] != theirs {
		t.Errorf("seller-2 is told %v", other)
	}
	if got := s.pagesAs("/v1/events?limit=1", as("seller-1")); len(got) != 2 ||
		got[0] != events[0].(map[string]any)["id"] {
		t.Errorf("pages %v", got)
	}

	// The seller has an event delivered again, and not another's.
	event := events[1].(map[string]any)["id"].(string)
	s.prove("seller-1", endpoint)
	at := "/v1/webhooks/" + endpoint + "/deliveries"
	delivery := read(t, s.post(at, `{"event": "`+event+`"}`, as("seller-1")), 202)
	if delivery["state"] != "waiting" || delivery["event"] != event {
		t.Errorf("delivery %v", delivery)
	}
	if got := s.pagesAs(at+"?limit=1", as("seller-1")); len(got) != 2 || got[0] != event { // and its challenge
		t.Errorf("deliveries %v", got)
	}
	strange := other[0].(map[string]any)["id"].(string)
	if res := s.post(at, `{"event": "`+strange+`"}`, as("seller-1")); res.StatusCode != 404 ||
		!strings.Contains(res.Body, string(problem.NoEvent)) {
		t.Errorf("another seller's event: %s", res.Body)
	}
}

// The difference of two complete editions has the changed rows of a publication.
func TestDiffOfImportedEditions(t *testing.T) {
	s := newService(t)
	s.put(list.CBEC, s.drafted("2026-07", "04090000,天然蜂蜜,\n04041000,乳清,\n95030000,玩具,", "rows_jump"))
	id := read(t, s.bringTo(list.CBEC, announced("2026-08", "2026-08-01", "rows_jump"),
		"04090000,天然蜂蜜,仅限网购保税商品\n04049000,乳清,\n85171300,手机,"), 201)["id"].(string)
	review := read(t, s.get("/v1/lists/cbec-retail-import/imports/"+id+"/diff", maintainer), 200)
	s.put(list.CBEC, id)
	diff := read(t, s.get("/v1/lists/cbec-retail-import/diff?from=2026-07&to=2026-08"), 200)
	for name, d := range map[string]decoded{"reviewed": review, "as published": diff} {
		if d["comparable"] != true || joined(d["added"], "hs_code") != "85171300" ||
			joined(d["removed"], "hs_code") != "95030000" ||
			d.renumbered() != "04041000>04049000" || d.changed() != "04090000 [remark rule]" {
			t.Errorf("%s: %v", name, d)
		}
		removed := d["removed"].([]any)[0].(map[string]any)["citation"].(map[string]any)
		if removed["edition"] != "2026-07" || removed["document"] != "No. 2026-07" {
			t.Errorf("%s: removed row cites %v", name, removed)
		}
		if got := joined(d["sources"], "document"); name == "as published" && got != "No. 2026-08 No. 2026-07" {
			t.Errorf("%s: sources of %s", name, got)
		}
	}
	if fmt.Sprint(review["changed"]) != fmt.Sprint(diff["changed"]) ||
		fmt.Sprint(review["renumbered"]) != fmt.Sprint(diff["renumbered"]) {
		t.Errorf("reviewed %v\npublished %v", review["changed"], diff["changed"])
	}
}

// When several editions are replaced at once, each row names the edition that had
// it.
func TestWhose(t *testing.T) {
	of := func(id, code string) *list.Edition { return made(id, 20160101, 0, 1, listed(tariff.Code(code), "")) }
	a, b := of("2016-1", "04090000"), of("2016-2", "04041000")
	lists := library.Lists{
		Tariff:   tariff.BuiltIn(),
		Goods:    list.NewCatalogue(&list.List{ID: list.CBEC, Editions: []*list.Edition{a, b}}),
		Services: services.BuiltIn(),
	}
	d := difference.Compare([]library.Content{a, b}, of("2026-07", "33049900"))
	from := listing.EditionBefore(d, lists)
	if e := from("04041000", "04041000"); e.ID != "2016-2" {
		t.Errorf("got %s", e.ID)
	}
	if e := from("1", "99999999"); e.ID != "" || e.Document != "No. 2016-1; No. 2016-2" {
		t.Errorf("got %s, %s", e.ID, e.Document)
	}
	from = listing.EditionBefore(d, library.BuiltIn()) // which has others of these ids
	if e := from("04041000", "04041000"); e.ID != "" || e.List != list.CBEC {
		t.Errorf("got %+v", e)
	}
	one := difference.Compare([]library.Content{a}, of("2026-07", "33049900"))
	if e := listing.EditionBefore(one, library.BuiltIn())("04090000", "04090000"); e.ID != "2016-1" ||
		e.Document != "No. 2016-1" {
		t.Errorf("got %+v", e)
	}
}

// A difference that is too large for an answer says how many rows are left out.
func TestLeftOut(t *testing.T) {
	var before []list.Entry
	for i := range 9000 {
		before = append(before, named(strings.Repeat("货", 40), listed(tariff.Code(fmt.Sprintf("%08d", 10000000+i)), "")))
	}
	s := withEditions(t, made("2019", 20200101, 20220301, len(before), before...),
		made("2022", 20220301, 0, 1, listed("04090000", "")))
	res := s.get("/v1/lists/cbec-retail-import/diff?from=2019&to=2022")
	d := read(t, res, 200)
	if left, _ := d["left_out"].(float64); int(left)+len(d["removed"].([]any)) != len(before) || left == 0 ||
		len(res.Body) > api.MaxAnswer+64<<10 {
		t.Errorf("%v left out of %d, %d bytes", d["left_out"], len(d["removed"].([]any)), len(res.Body))
	}
}

// Readers of annexes are large, and injected: the handlers link neither them nor
// the SDK.
func TestLinks(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for path := range strings.FieldsSeq(string(out)) {
		for _, large := range []string{
			"importchecker/shared/annex", "importchecker/shared/list/compile",
			"importchecker/shared/services/compile",
			"importchecker/shared/store", "github.com/aws/aws-sdk-go-v2",
		} {
			if path == large || strings.HasPrefix(path, large+"/") {
				t.Errorf("links %s", path)
			}
		}
	}
}
