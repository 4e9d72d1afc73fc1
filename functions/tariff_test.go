package functions

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"importchecker/infra/host"
	"importchecker/infra/schedule"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// TestStoredTariff imports and publishes the tariff of a year with the deployed programs, and checks that
// others, started afterwards, answer from it.
func TestStoredTariff(t *testing.T) {
	t.Parallel()
	around := newSurroundings(t)
	desk, _ := startBehindProxy(t, around, "import-lists", 29*time.Second)
	bring := request{route: "POST /v1/lists/{list}/imports", path: "/v1/lists/cn-tariff/imports",
		maintainer: "maintainer-1", body: string(schedule.CSV(schedule.Whole(schedule.NextYear()))),
		query: "edition=2027&effective=2027-01-01&stated=12030&document=x&published=x&accept=rates_unreadable"}
	begun := time.Now()
	res, err := ask(desk, bring.event())
	var made struct {
		ID   string
		Hash string `json:"diff_hash"`
	}
	if err != nil || res.StatusCode != 201 {
		t.Fatalf("%d %.2000s %v", res.StatusCode, res.Body, err)
	}
	decode(t, []byte(res.Body), &made)
	took := time.Since(begun)
	_, highest := desk.Memory()
	publish := request{route: "POST /v1/lists/{list}/imports/{id}/publish", path: "/v1/lists/cn-tariff/imports/" +
		made.ID + "/publish",
		maintainer: "maintainer-1", body: fmt.Sprintf(`{"diff_hash":%q}`, made.Hash)}
	if res, err := ask(desk, publish.event()); err != nil || res.StatusCode != 200 {
		t.Fatalf("%d %s %v", res.StatusCode, res.Body, err)
	}
	t.Logf("import-lists: %d bytes in %v, %d MB at most", len(bring.body), took.Round(time.Millisecond), highest>>20)

	check := request{route: "POST /v1/goods/checks", path: "/v1/goods/checks",
		body: `{"as_of":"2027-03-01","channels":["general_trade"],"item":{"hs_code":"0409000000","unit_price":{"amount":"100.00","currency":"CNY"},"quantity":1}}`}
	look := request{route: "GET /v1/tariff/{code}", path: "/v1/tariff/0409000000", query: "as_of=2027-03-01"}
	for function, q := range map[string]request{"check-goods": check, "read-reference": look} {
		f, _ := startBehindProxy(t, around, function, 10*time.Second)
		before, _ := f.Memory()
		begun := time.Now()
		res, err := ask(f, q.event())
		cold := time.Since(begun)
		if err != nil || res.StatusCode != 200 || !strings.Contains(res.Body, `"edition":"2027"`) ||
			!strings.Contains(res.Body, "5%") || strings.Contains(res.Body, `"indication"`) {
			t.Errorf("%s: %d %.1500s %v", function, res.StatusCode, res.Body, err)
		}
		begun = time.Now()
		for range 20 {
			if _, err := ask(f, q.event()); err != nil {
				t.Fatal(err)
			}
		}
		after, _ := f.Memory()
		t.Logf("%s: first answer %v, then %v each; %.1f MB, and %.1f before", function, cold.Round(time.Millisecond),
			(time.Since(begun) / 20).Round(time.Microsecond), float64(after)/1e6, float64(before)/1e6)
	}
}

// TestTariffDecidedAgain checks with the deployed programs that an amendment of the tariff from today has
// stored submissions decided again, once each, and so has its withdrawal.
func TestTariffDecidedAgain(t *testing.T) {
	t.Parallel()
	today := edition.DateOf(time.Now())
	held, ok := tariff.At(today)
	if !ok || held.Edition().From == today {
		t.Skip("no edition that is compiled in can be amended from today")
	}
	around := newSurroundings(t)
	run := func(name string) *host.Function {
		f, _ := startBehindProxy(t, around, name, 29*time.Second)
		return f
	}
	desk, keep, decide := run("import-lists"), run("keep-submissions"), run("decide-again")
	must := func(f runner, r request, status int, into any) {
		t.Helper()
		res, err := ask(f, r.event())
		if err != nil || res.StatusCode != status {
			t.Fatalf("%s: %d %.1500s %v", r.route, res.StatusCode, res.Body, err)
		}
		if into != nil {
			decode(t, []byte(res.Body), into)
		}
	}
	body := `{"channels":["general_trade"],"item":{"hs_code":%q,"origin":"NZ","unit_price":{"amount":"100.00","currency":"CNY"},"quantity":1}%s}`
	ids := map[string]string{}
	for name, text := range map[string]string{
		"honey": fmt.Sprintf(body, "0409000000", ""), "skis": fmt.Sprintf(body, "9506110000", ""),
		"honey before": fmt.Sprintf(body, "0409000000", fmt.Sprintf(`,"as_of":%q`, today.AddDays(-1))),
	} {
		var made struct{ ID string }
		must(keep, submit("seller-1", "", text), 201, &made)
		ids[name] = made.ID
	}
	count := func(want map[string]int) {
		t.Helper()
		for name, id := range ids {
			var history struct{ Items []json.RawMessage }
			must(keep, request{route: "GET /v1/submissions/{id}/decisions", path: "/v1/submissions/" + id + "/decisions",
				seller: "seller-1"}, 200, &history)
			if n := len(history.Items); n != want[name] {
				t.Errorf("%s: %d decisions, want %d", name, n, want[name])
			}
		}
	}
	before := len(readStream(t, around.table))
	again := func() {
		t.Helper()
		written := readStream(t, around.table)[before:]
		before += len(written)
		jobs := filter(t, "decide-again", written)
		for range 2 { // the second time it is done already
			if failed := invokeBatch(t, decide, jobs); len(failed) > 0 || len(jobs) == 0 {
				t.Errorf("of %d jobs failed: %v", len(jobs), failed)
			}
		}
		before = len(readStream(t, around.table))
	}
	var made struct {
		ID   string
		Hash string `json:"diff_hash"`
	}
	imports := "/v1/lists/cn-tariff/imports"
	must(desk, request{route: "POST /v1/lists/{list}/imports", path: imports, maintainer: "maintainer-1",
		query: fmt.Sprintf("edition=today&amends=%s&effective=%s&document=x&published=x", held.Edition().ID, today),
		body:  "税则号列,最惠国税率\n04090000,5\n"}, 201, &made)
	must(desk, request{route: "POST /v1/lists/{list}/imports/{id}/publish", path: imports + "/" + made.ID + "/publish",
		maintainer: "maintainer-1", body: fmt.Sprintf(`{"diff_hash":%q}`, made.Hash)}, 200, nil)
	again()
	count(map[string]int{"honey": 2, "skis": 1, "honey before": 1})
	must(desk, request{route: "DELETE /v1/lists/{list}/imports/{id}", path: imports + "/" + made.ID,
		maintainer: "maintainer-1"}, 200, nil)
	again()
	count(map[string]int{"honey": 3, "skis": 1, "honey before": 1})
}
