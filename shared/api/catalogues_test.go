package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"importchecker/shared/api/problem"
	"importchecker/shared/catalogue/job"
)

// upload uploads a file to the address in an answer, and runs the jobs.
func (s *service) upload(upload map[string]any, file string) {
	s.t.Helper()
	req := httptest.NewRequest(upload["method"].(string), upload["url"].(string), strings.NewReader(file))
	res := httptest.NewRecorder()
	s.sheets.ServeHTTP(res, req)
	if res.Code != http.StatusOK {
		s.t.Fatalf("put: %d %s", res.Code, res.Body)
	}
}

func (s *service) fetch(address string) string {
	s.t.Helper()
	res := httptest.NewRecorder()
	s.sheets.ServeHTTP(res, httptest.NewRequest("GET", address, nil))
	if res.Code != http.StatusOK {
		s.t.Fatalf("fetch: %d %s", res.Code, res.Body)
	}
	return res.Body.String()
}

// A catalogue, from the request to the result.
func TestCatalogue(t *testing.T) {
	s := newService(t)
	made := read(t, s.post("/v1/catalogues",
		`{"filename": "C:\\goods\\spring.csv", "as_of": "2026-03-01", "channels": ["0110"],
		"mapping": {"hs_code": "code"}}`, as("seller-1")), 202)
	id := made["id"].(string)
	if made["state"] != string(job.Created) || made["filename"] != "spring.csv" {
		t.Errorf("made: %v", made)
	}
	if _, _, err := s.jobs.Run(t.Context()); err != nil { // nothing is there yet
		t.Fatal(err)
	}
	s.upload(made["upload"].(map[string]any), "sku,code,price\n1,04090000,129.00\n2,4090000,1\n")
	for range 2 { // the news may come twice
		if err := s.jobs.Arrived(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, s.get("/v1/catalogues/"+id, as("seller-1")), 200); got["state"] != string(job.Waiting) {
		t.Errorf("arrived: %v", got["state"])
	}
	if n, done, err := s.jobs.Run(t.Context()); n != 1 || !done || err != nil {
		t.Fatalf("%d jobs, %v, %v", n, done, err)
	}
	got := read(t, s.get("/v1/catalogues/"+id, as("seller-1")), 200)
	if got["state"] != string(job.Done) {
		t.Fatalf("%v", got)
	}
	counts, _ := json.Marshal(got["counts"])
	if !strings.Contains(string(counts), `"lost_zero":1`) || !strings.Contains(string(counts), `"rows":2`) {
		t.Errorf("counts %s", counts)
	}
	result := s.fetch(got["results"].([]any)[0].(map[string]any)["url"].(string))
	if !strings.Contains(result, "general_trade_verdict") || strings.Contains(result, "cbec_bonded") ||
		!strings.Contains(result, "conditional") {
		t.Errorf("result %s", result)
	}
	if others := s.get("/v1/catalogues/"+id, as("seller-2")); others.StatusCode != 404 {
		t.Errorf("another seller: %d", others.StatusCode)
	}
	page := read(t, s.get("/v1/catalogues", as("seller-1")), 200)["items"].([]any)
	if len(page) != 1 {
		t.Errorf("%d catalogues", len(page))
	}
	s.now = s.now.Add(8 * 24 * time.Hour)
	if res := s.get("/v1/catalogues/"+id, as("seller-1")); res.StatusCode != 404 {
		t.Errorf("after it has expired: %d", res.StatusCode)
	}
}

// An error in a file fails the job, with a text.
func TestCatalogueFails(t *testing.T) {
	s := newService(t)
	for file, want := range map[string]job.FailureCode{
		"1,2\n3,4\n":            job.NoHeading,
		"%PDF-1.7":              job.NoTable,
		"":                      job.NoTable,
		"hs_code\n\"0409":       "",
		"PK\x03\x04 not a book": job.NoTable,
	} {
		made := read(t, s.post("/v1/catalogues", `{"filename": "x.csv"}`, as("seller-1")), 202)
		s.upload(made["upload"].(map[string]any), file)
		if err := s.jobs.Arrived(t.Context(), made["id"].(string)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.jobs.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := read(t, s.get("/v1/catalogues/"+made["id"].(string)+"?lang=both", as("seller-1")), 200)
		failure, failed := got["failure"].(map[string]any)
		if failed != (want != "") || failed && failure["code"] != string(want) {
			t.Errorf("%q: %v %v, want %s", file, got["state"], failure, want)
		}
	}
}

// A cancelled catalogue is not checked, and cancelling it again changes nothing.
func TestCatalogueCancelled(t *testing.T) {
	s := newService(t)
	made := read(t, s.post("/v1/catalogues", `{"filename": "x.csv"}`, as("seller-1")), 202)
	path := "/v1/catalogues/" + made["id"].(string)
	for range 2 {
		if got := read(t, s.send("DELETE", path, "", as("seller-1")), 200); got["state"] != string(job.Cancelled) {
			t.Errorf("%v", got["state"])
		}
	}
	s.upload(made["upload"].(map[string]any), "hs_code\n04090000\n")
	if err := s.jobs.Arrived(t.Context(), made["id"].(string)); err != nil {
		t.Fatal(err)
	}
	if n, _, err := s.jobs.Run(t.Context()); n != 0 || err != nil {
		t.Errorf("%d jobs, %v", n, err)
	}
}

// All errors of a request are reported.
func TestCatalogueRefused(t *testing.T) {
	s := newService(t)
	for body, want := range map[string]string{
		`{}`: "/filename required",
		`{"filename": "x", "channels": ["sea"], "as_of": "soon", "mapping": {"colour": "A"}, "result": "pdf"}`: "",
	} {
		res := s.post("/v1/catalogues", body, as("seller-1"))
		faults := strings.Join(faultsOf(t, res), ", ")
		if want != "" && faults != want || want == "" && strings.Count(faults, ",") != 3 {
			t.Errorf("%s: %s", body, faults)
		}
	}
	for range job.MaxOpen {
		read(t, s.post("/v1/catalogues", `{"filename": "x.csv"}`, as("seller-1")), 202)
	}
	res := s.post("/v1/catalogues", `{"filename": "x.csv"}`, as("seller-1"))
	if res.StatusCode != 429 || res.Headers["retry-after"] == "" ||
		!strings.Contains(res.Body, string(problem.TooManyCatalogues)) {
		t.Errorf("%d %s", res.StatusCode, res.Body)
	}
}
