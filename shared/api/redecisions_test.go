package api_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
)

// A submission that cannot be decided again is listed for its seller and, without the
// seller, for maintainers, until it can be.
func TestRedecisionFails(t *testing.T) {
	s := newService(t)
	id := read(t, s.post("/v1/submissions",
		`{"item": {"ref": "SKU-1", "hs_code": "04090000"}, "channels": ["cbec_bonded"]}`, as("seller-1")), 201)["id"].(string)
	answer := s.worker.Answer
	s.worker.Answer = func(*eligibility.Checker, []byte, edition.Date) ([]byte, error) {
		return nil,
			errors.New("as planned")
	}
	s.now = s.now.Add(time.Hour)
	s.put(list.CBEC, read(t, s.bring("2026-02", "04090000,天然蜂蜜,", "rows_jump,editions_overlap"), 201)["id"].(string))
	jobs := func() []any {
		t.Helper()
		return read(t, s.get("/v1/redecisions", maintainer), 200)["items"].([]any)
	}
	// at once, when all have seen it, and when the edition ends
	if got := joined(jobs(), "state"); got != "running waiting waiting" {
		t.Errorf("jobs %s", got)
	}
	s.work()
	failing := jobs()[0].(map[string]any)
	failures := failing["failures"].([]any)
	if failing["state"] != "failing" || failing["failed"] != 1.0 || failing["retry_at"] != "2026-03-01T03:01:00Z" ||
		len(failures) != 1 {
		t.Fatalf("job %v", failing)
	}
	if f := failures[0].(map[string]any); f["submission"] != id || f["why"] != "undecidable" ||
		f["since"] != "2026-03-01T03:00:00Z" {
		t.Errorf("failure %v", f)
	}
	if res := s.get("/v1/redecisions", maintainer); strings.Contains(res.Body, "seller-1") {
		t.Errorf("it names the seller: %s", res.Body)
	}
	if res := s.get("/v1/redecisions", as("seller-1")); res.StatusCode != 403 {
		t.Errorf("a seller is answered %d", res.StatusCode)
	}
	if res := s.get("/v1/redecisions?limit=1", maintainer); res.StatusCode != 400 {
		t.Errorf("with a parameter: %d", res.StatusCode)
	}
	told := func() (of []any) {
		t.Helper()
		one := read(t, s.get("/v1/submissions/"+id, as("seller-1")), 200)
		listed := read(t, s.get("/v1/submissions", as("seller-1")), 200)["items"].([]any)[0].(map[string]any)
		return []any{one["decision_failed"], listed["decision_failed"]}
	}
	for _, f := range told() {
		f, _ := f.(map[string]any)
		if f["why"] != "undecidable" || f["list"] != list.CBEC || f["since"] != "2026-03-01T03:00:00Z" ||
			f["last_at"] != "2026-03-01T03:00:00Z" || f["publication"] == nil {
			t.Errorf("told %v", f)
		}
	}
	s.worker.Answer = answer
	s.now = s.now.Add(time.Hour)
	s.work()
	for _, f := range told() {
		if f != nil {
			t.Errorf("told when it was decided: %v", f)
		}
	}
	s.work() // closes what is done
	if got := jobs(); joined(got, "state") != "waiting" {
		t.Errorf("jobs %v", got)
	}
}
