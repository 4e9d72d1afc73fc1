package api_test

import (
	"context"
	"encoding/csv"
	"log/slog"
	"strings"
	"testing"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/goods"
	"importchecker/shared/eligibility"
	"importchecker/shared/tariff"
)

// rowsOf reads a table, and checks that a spreadsheet would read it correctly.
func rowsOf(t *testing.T, res api.Response) [][]string {
	t.Helper()
	if res.StatusCode != 200 || res.Headers["content-type"] != "text/csv; charset=utf-8" ||
		!strings.Contains(res.Headers["vary"], "accept") {
		t.Fatalf("%d %v %.200s", res.StatusCode, res.Headers, res.Body)
	}
	body, marked := strings.CutPrefix(res.Body, "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || !marked || len(rows) < 2 {
		t.Fatalf("%v, marked %v, %d rows: %.200s", err, marked, len(rows), body)
	}
	return rows
}

// column returns the values of a column.
func column(t *testing.T, rows [][]string, name string) (values []string) {
	t.Helper()
	for i, have := range rows[0] {
		if have == name {
			for _, row := range rows[1:] {
				values = append(values, row[i])
			}
			return values
		}
	}
	t.Fatalf("no column %s in %v", name, rows[0])
	return nil
}

// Lists, decisions and results are available as CSV.
func TestExports(t *testing.T) {
	s := newService(t)
	s.submit("SKU-1", "0409")
	s.submit("SKU-2", "9506")
	for _, tt := range []struct {
		target, column, want string
	}{
		{"/v1/lists/cbec-retail-import/editions/2022/entries?format=csv", "edition", "2022"},
		{"/v1/lists/cn-tariff/editions/2026/entries?code=0409&format=csv", "hs_code", "0409000000"},
		{"/v1/lists/cn-services-negative-national/editions/2024/entries?format=csv", "kind", "measure"},
		{"/v1/lists/cbec-retail-import/diff?from=2019&to=2022&format=csv", "change", "removed"},
		{"/v1/tariff/0409000000?format=csv", "mfn", "15%"},
		{"/v1/tariff?q=Manuka+honey&format=csv", "hs_code", "040900"},
		{"/v1/tariff?q=Manuka+honey&level=10&format=csv", "mfn", "15%"},
		{"/v1/tariff?q=%E8%9C%82%E8%9C%9C&format=csv", "matched", "蜂蜜"},
		{"/v1/tariff?format=csv", "hs_code", "04"},
		{"/v1/sectors?q=%E6%8A%A5%E5%85%B3&format=csv", "system", "gbt4754"},
		{"/v1/submissions?format=csv", "ref", "SKU-2"},
		{"/v1/submissions?format=csv", "general_trade", "conditional"},
	} {
		got := column(t, rowsOf(t, s.get(tt.target, as("seller-1"))), tt.column)
		if !strings.Contains(strings.Join(got, " "), tt.want) {
			t.Errorf("%s: %s is %v, want %s", tt.target, tt.column, got, tt.want)
		}
	}
	batch := `{"channels": ["general_trade"], "items": [{"ref": "a", "hs_code": "0409000000"}, {"ref": "b", "hs_code": "x"}]}`
	rows := rowsOf(t, s.post("/v1/goods/checks/batch", batch, withHeader("accept", "text/csv")))
	if got := column(t, rows, "hs_code"); got[0] != "0409000000" || column(t, rows, "general_trade")[0] != "conditional" {
		t.Errorf("%v", rows)
	}
	if got := column(t, rows, "problem"); got[1] != "invalid_request" || column(t, rows, "errors")[1] == "" {
		t.Errorf("%v", rows)
	}
}

// Texts of a seller do not become formulas of a table.
func TestExportOfFormula(t *testing.T) {
	s := newService(t)
	const formula = `=HYPERLINK("http://x","y")`
	s.submit(formula, "0409")
	if got := column(t, rowsOf(t, s.get("/v1/submissions?format=csv", as("seller-1"))), "ref"); len(got) != 1 ||
		got[0] != "'"+formula {
		t.Errorf("%q", got)
	}
}

// The parameter takes precedence over the header, a table has the language of the
// request, and the link to its next page is in a header.
func TestExportForms(t *testing.T) {
	s := newService(t)
	const target = "/v1/lists/cbec-retail-import/editions/2022/entries"
	if res := s.get(target+"?format=json", withHeader("accept", "text/csv")); !strings.HasPrefix(res.Body, "{") {
		t.Errorf("%.100s", res.Body)
	}
	if res := s.get(target, withHeader("accept", "text/html, */*;q=0.8")); !strings.HasPrefix(res.Body, "{") {
		t.Errorf("%.100s", res.Body)
	}
	if got := faultsOf(t, s.get(target+"?format=xml")); len(got) != 1 || got[0] != "/query/format not_allowed" {
		t.Errorf("%v", got)
	}
	whole := rowsOf(t, s.get(target+"?format=csv"))
	page := s.get(target + "?format=csv&limit=2")
	rows := rowsOf(t, page)
	next, ok := strings.CutSuffix(strings.TrimPrefix(page.Headers["link"], "<"), `>; rel="next"`)
	if len(rows) != 3 || !ok {
		t.Fatalf("%d rows, link %q", len(rows), page.Headers["link"])
	}
	for ok {
		page = s.get(next)
		rows = append(rows, rowsOf(t, page)[1:]...)
		next, ok = strings.CutSuffix(strings.TrimPrefix(page.Headers["link"], "<"), `>; rel="next"`)
	}
	if len(rows) != len(whole) {
		t.Errorf("%d rows in pages, %d at once", len(rows), len(whole))
	}
	// Of a problem there is no table.
	if res := s.get("/v1/lists/none/editions/1/entries?format=csv"); res.StatusCode != 404 ||
		!strings.HasPrefix(res.Body, "{") {
		t.Errorf("%d %.100s", res.StatusCode, res.Body)
	}
}

// The edition in force has a name of its own.
func TestCurrentEdition(t *testing.T) {
	s := newService(t)
	for _, path := range []string{"/v1/lists/cbec-retail-import/editions/%s/entries",
		"/v1/lists/cbec-retail-import/diff?from=2019&to=%s"} {
		named := s.get(strings.ReplaceAll(path, "%s", "2022"))
		current := s.get(strings.ReplaceAll(path, "%s", "current"))
		if current.StatusCode != 200 || current.Body != named.Body {
			t.Errorf("%s: %d %.200s", path, current.StatusCode, current.Body)
		}
	}
	if res := s.get("/v1/lists/cn-tariff/editions/current/entries?limit=1"); res.StatusCode != 200 {
		t.Errorf("%d %s", res.StatusCode, res.Body)
	}
	if res := s.get("/v1/lists/cbec-retail-import/editions/latest/entries"); res.StatusCode != 404 {
		t.Errorf("%d", res.StatusCode)
	}
}

// A batch whose time is over answers with the finished decisions, and a problem for
// the other items.
func TestBatchTime(t *testing.T) {
	s := newService(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	decided := 0
	names := namesFunc(func() {
		if decided++; decided == 2 {
			cancel()
		}
	})
	routes := goods.New(goods.Handlers{Checker: s.checker, Now: s.clock, Names: names})
	serve := api.Serve(routes, slog.New(slog.DiscardHandler), time.Now, nil)
	req := api.Request{RouteKey: "POST /v1/goods/checks/batch",
		Headers: map[string]string{"content-type": "application/json"},
		Body:    `{"items": [{"name": "one"}, {"name": "two"}, {"name": "three"}, {"name": "four"}]}`}
	res, _ := serve(ctx, req)
	var problems []string
	for _, item := range read(t, res, 200)["items"].([]any) {
		p, _ := item.(map[string]any)["problem"].(map[string]any)
		code, _ := p["code"].(string)
		problems = append(problems, code)
	}
	if got := strings.Join(problems, " "); got != "  batch_time batch_time" || decided != 2 {
		t.Errorf("%q, %d looked for", got, decided)
	}
}

// namesFunc is a question.Names that finds nothing and calls a function.
type namesFunc func()

func (f namesFunc) Find(*tariff.Table, string, int) []tariff.Code {
	f()
	return nil
}

func (namesFunc) Judge(*tariff.Table, string, tariff.Code) *eligibility.Plausibility { return nil }
