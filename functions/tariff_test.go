package functions

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"importchecker/shared/tariff"
)

// scheduleOf2027 is the schedule that is compiled in, as a table of the next year in
// which honey pays 5%.
func scheduleOf2027() string {
	var b strings.Builder
	b.WriteString("商品编码,商品名称,第一法定单位,第二法定单位,最惠国税率,暂定税率,普通税率,增值税率,消费税率,监管条件,检验检疫类别\n")
	cell := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	text := func(r *tariff.Rate) string {
		if r == nil {
			return ""
		}
		return cell(r.Text)
	}
	held := tariff.Tables()[0]
	for i := range held.Len() {
		l := held.Line(i)
		mfn := text(l.MFN)
		if l.Code == "0409000000" {
			mfn = "5%"
		}
		fmt.Fprintf(&b, "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s/%s\n", l.Code, cell(l.NameZH), l.Unit1, l.Unit2, mfn,
			text(l.Provisional), text(l.General),
			text(l.VAT), text(l.Consumption), l.Supervision, l.InspectionImport, l.InspectionExport)
	}
	return b.String()
}

// TestStoredTariff brings the tariff of a year in under the programs themselves: one
// imports and publishes it, and others, started afterwards, answer from it.
func TestStoredTariff(t *testing.T) {
	t.Parallel()
	around := newSurroundings(t)
	desk, _ := behind(t, around, "import-lists", 29*time.Second)
	bring := request{route: "POST /v1/lists/{list}/imports", path: "/v1/lists/cn-tariff/imports",
		maintainer: "maintainer-1", body: scheduleOf2027(),
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
		f, _ := behind(t, around, function, 10*time.Second)
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
