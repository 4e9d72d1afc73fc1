package api_test

import (
	"context"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
	"testing"

	"importchecker/shared/api"
	"importchecker/shared/api/language"
	"importchecker/shared/api/problem"
	"importchecker/shared/catalogue/job"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
	"importchecker/shared/webhook"
)

// unreliable is a store that fails in one way.
type unreliable struct {
	submission.Store
	err error
}

func (u unreliable) Create(context.Context, submission.Submission, submission.Decision,
	*submission.Key) (*submission.Replay, error) {
	return nil, u.err
}

func (u unreliable) Get(context.Context, string, string) (submission.Submission, submission.Decision, error) {
	return submission.Submission{}, submission.Decision{}, u.err
}

func (u unreliable) List(context.Context, string, submission.Filter, storage.Page) ([]submission.Listed, string,
	error) {
	return nil, "", u.err
}

// Each problem, in both languages.
func TestProblems(t *testing.T) {
	const good = `{"item": {"hs_code": "0409"}}`
	on := func(store submission.Store) *service {
		return serviceOn(t, eligibility.NewChecker(list.BuiltIn()), store)
	}
	s := newService(t)
	s.post("/v1/submissions", good, as("seller-1"), withHeader("idempotency-key", "used"))

	draft := s.drafted("2026-07", "04090000,蜂蜜,", "")
	gone := s.drafted("2026-08", "04090000,蜂蜜,", "")
	s.send("DELETE", "/v1/lists/cbec-retail-import/imports/"+gone, "", maintainer)
	damaged := newService(t)
	broken := damaged.drafted("2026-07", "04090000,蜂蜜,", "rows_jump")
	damaged.damage()
	hook := read(t, s.post("/v1/webhooks", `{"url": "https://shop.example.com/"}`, as("seller-1")), 201)["id"].(string)
	pending := read(t, s.post("/v1/webhooks", `{"url": "https://shop.example.com/"}`, as("seller-1")), 201)["id"].(string)
	s.prove("seller-1", hook)

	rows := []struct {
		code   problem.Code
		status int
		send   func(o option) api.Response
		header string // one that must be there
	}{
		{problem.InvalidRequest, 400, func(o option) api.Response { return s.post("/v1/goods/checks", `{}`, o) }, ""},
		{problem.EmptyBody, 400, func(o option) api.Response {
			return s.post("/v1/goods/checks", "", withHeader("content-type", "application/json"), o)
		}, ""},
		{problem.InvalidJSON, 400, func(o option) api.Response { return s.post("/v1/goods/checks", `{`, o) }, ""},
		{problem.InvalidUTF8, 400, func(o option) api.Response { return s.post("/v1/goods/checks", "{\"\xff\": 1}", o) }, ""},
		{problem.TooDeep, 400, func(o option) api.Response {
			return s.post("/v1/goods/checks", `{"x":`+strings.Repeat("[", 40)+strings.Repeat("]", 40)+`}`, o)
		}, ""},
		{problem.InvalidBase64, 400, func(o option) api.Response {
			return s.post("/v1/goods/checks", "%%%", func(r *api.Request) { r.IsBase64Encoded = true }, o)
		}, ""},
		{problem.InvalidCursor, 400, func(o option) api.Response {
			return s.get("/v1/submissions?cursor=x", as("seller-1"),
				o)
		}, ""},
		{problem.InvalidKey, 400, func(o option) api.Response {
			return s.post("/v1/submissions", good, as("seller-1"), withHeader("idempotency-key", ""), o)
		}, ""},
		{problem.Unauthenticated, 401, func(o option) api.Response { return s.get("/v1/submissions", o) },
			"www-authenticate"},
		{problem.TokenRefused, 403, func(o option) api.Response {
			req := api.Request{Headers: map[string]string{}}
			req.RequestContext.RequestID = "test"
			o(&req)
			return api.Refuse(&req, problem.TokenRefused)
		}, ""},
		{problem.Forbidden, 403, func(o option) api.Response {
			return s.get("/v1/submissions", authorized("seller-1", "sellers maintainer"), o)
		}, ""},
		{problem.NotFound, 404, func(o option) api.Response { return s.get("/v1/goods", o) }, ""},
		{problem.MethodNotAllow, 405, func(o option) api.Response { return s.send("PUT", "/v1/submissions", "", o) },
			"allow"},
		{problem.CodeUnknown, 404, func(o option) api.Response { return s.get("/v1/tariff/77", o) }, ""},
		{problem.CodeOutdated, 404, func(o option) api.Response { return s.get("/v1/tariff/04031000", o) }, ""},
		{problem.NoTariffEdition, 404, func(o option) api.Response { return s.get("/v1/tariff/0409?as_of=2019-01-01", o) },
			""},
		{problem.ChannelUnknown, 404, func(o option) api.Response { return s.get("/v1/channels/post", o) }, ""},
		{problem.ListUnknown, 404, func(o option) api.Response { return s.get("/v1/lists/wto", o) }, ""},
		{problem.EditionUnknown, 404, func(o option) api.Response {
			return s.get("/v1/lists/cn-tariff/editions/1999/entries",
				o)
		}, ""},
		{problem.NoSector, 404, func(o option) api.Response { return s.get("/v1/sectors/9999", o) }, ""},
		{problem.NoSubmission, 404, func(o option) api.Response { return s.get("/v1/submissions/none", as("seller-1"), o) },
			""},
		{problem.RecordDamaged, 500, func(o option) api.Response {
			return on(unreliable{s.store, storage.ErrDamaged}).get("/v1/submissions/one", as("seller-1"), o)
		}, ""},
		{problem.KeyReused, 422, func(o option) api.Response {
			return s.post("/v1/submissions", `{"item": {"hs_code": "3304"}}`, as("seller-1"),
				withHeader("idempotency-key", "used"), o)
		}, ""},
		{problem.NoImport, 404, func(o option) api.Response {
			return s.get("/v1/lists/cbec-retail-import/imports/none",
				maintainer, o)
		}, ""},
		{problem.NoWebhook, 404, func(o option) api.Response { return s.get("/v1/webhooks/none", as("seller-1"), o) }, ""},
		{problem.NoEvent, 404, func(o option) api.Response {
			return s.post("/v1/webhooks/"+hook+"/deliveries", `{"event": "none"}`, as("seller-1"), o)
		}, ""},
		{problem.EmptyFile, 400, func(o option) api.Response { return s.bring("2026-07", "", "", o) }, ""},
		{problem.FileDamaged, 400, func(o option) api.Response { return s.bring("2026-07", "04090000,\uFFFD\uFFFD,", "", o) },
			""},
		{problem.FileTooLarge, 413, func(o option) api.Response {
			return s.bring("2026-07",
				strings.Repeat("x", api.MaxFile+1), "", o)
		}, ""},
		{problem.EncodedFile, 415, func(o option) api.Response {
			return s.bring("2026-07", "x", "", withHeader("content-encoding", "gzip"), o)
		}, "accept-encoding"},
		{problem.ListFixed, 422, func(o option) api.Response {
			return s.post("/v1/lists/"+services.BuiltIn().Laws().List+"/imports?edition=2027", "x", maintainer, o)
		}, ""},
		{problem.ImportRefused, 422, func(o option) api.Response {
			return s.post("/v1/lists/cbec-retail-import/imports?edition=2026-07", "04090000,蜂蜜,", maintainer, o)
		}, ""},
		{problem.AnnexRefused, 422, func(o option) api.Response { return s.bring("2026-07", "04090000,蜂蜜,\n!", "", o) }, ""},
		{problem.EditionInvalid, 422, func(o option) api.Response { return s.bring("2026-07", "04090000,蜂蜜,\n,无编码,", "", o) },
			""},
		{problem.DiffChanged, 409, func(o option) api.Response { return s.publish(draft, strings.Repeat("0", 64), o) }, ""},
		{problem.FindingsOpen, 409, func(o option) api.Response {
			return s.publish(draft, read(t, s.imported(draft), 200)["diff_hash"].(string), o)
		}, ""},
		{problem.ImportAmended, 409, func(o option) api.Response {
			amended, id := amendedTwice(t)
			return amended.send("DELETE", "/v1/lists/cn-tariff/imports/"+id, "", maintainer, o)
		}, ""},
		{problem.ImportWithdrawn, 409, func(o option) api.Response { return s.publish(gone, strings.Repeat("0", 64), o) },
			""},
		{problem.EditionDamaged, 500, func(o option) api.Response {
			return damaged.publish(broken, read(t, damaged.imported(broken), 200)["diff_hash"].(string), o)
		}, ""},
		{problem.NoCatalogue, 404, func(o option) api.Response { return s.get("/v1/catalogues/none", as("seller-1"), o) },
			""},
		{problem.TooManyCatalogues, 429, func(o option) api.Response {
			for range job.MaxOpen {
				s.post("/v1/catalogues", `{"filename": "x.csv"}`, as("seller-9"))
			}
			return s.post("/v1/catalogues", `{"filename": "x.csv"}`, as("seller-9"), o)
		}, ""},
		{problem.TooManyWebhooks, 409, func(o option) api.Response {
			for range webhook.MaxEndpoints {
				s.post("/v1/webhooks", `{"url": "https://shop.example.com/"}`, as("seller-9"))
			}
			return s.post("/v1/webhooks", `{"url": "https://shop.example.com/"}`, as("seller-9"), o)
		}, ""},
		{problem.WebhookDisabled, 409, func(o option) api.Response {
			s.disable("seller-1", hook)
			return s.post("/v1/webhooks/"+hook+"/deliveries", `{"event": "none"}`, as("seller-1"), o)
		}, ""},
		{problem.WebhookPending, 409, func(o option) api.Response {
			return s.send("POST", "/v1/webhooks/"+pending+"/test", "", as("seller-1"), o)
		}, ""},
		{problem.WebhookActive, 409, func(o option) api.Response {
			return s.send("POST", "/v1/webhooks/"+hook+"/challenge", "", as("seller-1"), o)
		}, ""},
		{problem.BodyTooLarge, 413, func(o option) api.Response {
			return s.post("/v1/goods/checks", strings.Repeat(" ", api.MaxBody+1), o)
		}, ""},
		{problem.UnsupportedMedia, 415, func(o option) api.Response {
			return s.post("/v1/goods/checks", good, withHeader("content-type", "text/plain"), o)
		}, "accept-post"},
		{problem.Internal, 500, func(o option) api.Response {
			return on(unreliable{s.store, errors.New("disk on fire")}).post("/v1/submissions", good, as("seller-1"), o)
		}, ""},
		{problem.Unavailable, 503, func(o option) api.Response {
			return on(unreliable{s.store, storage.ErrUnavailable}).get("/v1/submissions", as("seller-1"), o)
		}, "retry-after"},
	}
	seen := map[problem.Code]bool{}
	for _, tt := range rows {
		seen[tt.code] = true
		t.Run(string(tt.code), func(t *testing.T) {
			for l, o := range map[language.Language]option{language.English: func(*api.Request) {},
				language.Chinese: inChinese} {
				res := tt.send(o)
				p := read(t, res, tt.status)
				if p["code"] != string(tt.code) || p["type"] != "urn:problem:import-checker:"+string(tt.code) ||
					p["status"] != float64(tt.status) {
					t.Errorf("%s: %s", l, res.Body)
				}
				if p["title"] != l.In(tt.code.Title()) || p["correlation_id"] != "test" {
					t.Errorf("%s: %s", l, res.Body)
				}
				if chars := regexp.MustCompile(`\p{Han}`).MatchString(p["detail"].(string)); chars != (l == language.Chinese) {
					t.Errorf("%s: detail %q", l, p["detail"])
				}
				if strings.Contains(res.Body, "%!") || strings.Contains(res.Body, "disk on fire") {
					t.Errorf("%s: %s", l, res.Body)
				}
				if h := res.Headers; h["content-type"] != "application/problem+json; charset=utf-8" ||
					h["content-language"] != string(l) ||
					!strings.HasPrefix(h["vary"], "accept-language") || h["cache-control"] != api.NoStore ||
					h["x-correlation-id"] != "test" {
					t.Errorf("%s: headers %v", l, h)
				}
				if tt.header != "" && res.Headers[tt.header] == "" {
					t.Errorf("%s: no header %s", l, tt.header)
				}
			}
		})
	}
	seen[problem.BatchFull] = true    // of an item: TestBatchFull
	seen[problem.InvalidEvent] = true // no request: TestInvoke
	seen[problem.BatchTime] = true    // of an item: TestBatchTime
	seen[problem.FormUpload] = true   // TestFormUpload
	seen[problem.BodyBroken] = true   // seen before the handlers: package gateway
	for _, c := range problem.Codes() {
		if c.Status() > 0 && !seen[c] {
			t.Errorf("%s: no row", c)
		}
	}
}

// The media types and encodings of a body.
func TestMedia(t *testing.T) {
	s := newService(t)
	body := `{"item": {"hs_code": "0409"}}`
	for _, tt := range []struct {
		name, value string
		want        int
	}{
		{"content-type", "application/json", 200},
		{"content-type", "Application/JSON", 200},
		{"content-type", "application/json; charset=utf-8", 200},
		{"content-type", `application/json;charset="UTF-8"`, 200},
		{"content-type", "application/json; profile=x", 200},
		{"content-type", "application/json; charset=gbk", 415},
		{"content-type", "application/merge-patch+json", 415},
		{"content-type", "text/json", 415},
		{"content-type", "json", 415},
		{"content-type", "", 415},
		{"content-encoding", "identity", 200},
		{"content-encoding", "gzip", 415},
		{"accept", "text/html", 200}, // answered as JSON all the same
	} {
		if res := s.post("/v1/goods/checks", body, withHeader(tt.name, tt.value)); res.StatusCode != tt.want {
			t.Errorf("%s: %s: status %d, want %d", tt.name, tt.value, res.StatusCode, tt.want)
		}
	}
}

// A body may have 1 MiB after decoding base64.
func TestBodySize(t *testing.T) {
	s := newService(t)
	const question = `{"item": {"hs_code": "0409"}}`
	for _, tt := range []struct{ size, want int }{{api.MaxBody, 200}, {api.MaxBody + 1, 413}} {
		body := question + strings.Repeat(" ", tt.size-len(question))
		if res := s.post("/v1/goods/checks", body); res.StatusCode != tt.want {
			t.Errorf("%d bytes: status %d", tt.size, res.StatusCode)
		}
		encoded := func(r *api.Request) {
			r.Body, r.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(body)), true
		}
		if res := s.post("/v1/goods/checks", body, encoded); res.StatusCode != tt.want {
			t.Errorf("%d bytes in base64: status %d", tt.size, res.StatusCode)
		}
	}
}

// Query parameters must be known, given once, and not empty; their errors are reported
// together with those of the body.
func TestQuery(t *testing.T) {
	s := newService(t)
	for _, tt := range []struct {
		method, target, body, want string
	}{
		{"GET", "/healthz?x=1&y=2", "", "/query/x unknown_parameter, /query/y unknown_parameter"},
		{"GET", "/v1/lists?a%2Fb=1", "", "/query/a~1b unknown_parameter"},
		{"GET", "/v1/tariff/0409?as_of=2026-03-01&as_of=2026-03-01", "", "/query/as_of repeated_parameter"},
		{"GET", "/v1/tariff/0409?as_of=", "", "/query/as_of required"},
		{"GET", "/v1/tariff/0409?as_of=yesterday", "", "/query/as_of invalid_date"},
		{"GET", "/v1/tariff/04x9?as_of=2026-02-30", "", "/query/as_of invalid_date, /path/code invalid_code"},
		{"GET", "/v1/lists/cn-tariff/editions/2026/entries?q=%0A&limit=many", "",
			"/query/q control_character, /query/limit out_of_range"},
		{"GET", "/v1/lists/cn-tariff/editions/2026/entries?q=%FF", "", "/query/q invalid_query"},
		{"GET", "/v1/lists/cn-tariff/editions/2026/entries?limit=-1", "", "/query/limit out_of_range"},
		{"GET", "/v1/lists/cn-tariff/diff", "", "/query/from required, /query/to required"},
		{"GET", "/v1/lists/cn-tariff/diff?from=", "", "/query/from required, /query/to required"},
		{"GET", "/v1/submissions?ref=" + strings.Repeat("x", 129), "", "/query/ref too_long"},
		{"GET", "/v1/lists?%zz", "", "/query invalid_query"},
		{"POST", "/v1/goods/checks?dry_run=1", `{}`, "/query/dry_run unknown_parameter, /item required"},
	} {
		res := s.send(tt.method, tt.target, tt.body, as("seller-1"))
		if got := strings.Join(faultsOf(t, res), ", "); res.StatusCode != 400 || got != tt.want {
			t.Errorf("%s: status %d, errors %s; want %s", tt.target, res.StatusCode, got, tt.want)
		}
	}
}
