package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"importchecker/infra/norace"
	"importchecker/shared/tariff"
)

// service starts a server that answers as if it had imported the schedule of 2027 and an amendment of 2026.
func service(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/v1/lists", func(w http.ResponseWriter, _ *http.Request) {
		edition := `{"id": %q, "list": "cn-tariff", "edition": %[1]q, "document": %q, "coverage": "complete", "effective_from": %q,
			"superseded_on": %q, "rows": %d, "published_at": "example", "state": %q}`
		fmt.Fprintf(w,
			`{"items": [{"id": "cn-tariff", "editions": [%s, %s, %s]}, {"id": "cn-services-law", "editions": []}], "next_cursor": null}`,
			fmt.Sprintf(edition, "2026", "税则（2026）", "2026-01-01", "2026-07-01", 12030, "built_in"),
			fmt.Sprintf(edition, "2026-07", "示例公告", "2026-07-01", "2027-01-01", 12030, "published"),
			fmt.Sprintf(edition, "2027", "税则（2027）", "2027-01-01", "2028-01-01", 12041, "published"))
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	return site.URL
}

// TestStatusOfService checks that imports into a service count as present, and that the following year is due.
func TestStatusOfService(t *testing.T) {
	var out bytes.Buffer
	if err := run([]string{"status", "-list", tariff.List, "-json", "-api", service(t)}, &out, &out); err != nil {
		t.Fatal(err)
	}
	var all []standing
	if err := json.Unmarshal(out.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range all {
		got = append(got, fmt.Sprint(s.Edition, " ", s.From, " ", s.Held, " ", s.Coverage, " ", s.Imported))
	}
	want := "2026 2026-01-01 12030 complete false, 2026-07 2026-07-01 12030 complete true, 2027 2027-01-01 12041 complete true, 2028 2028-01-01 0 none false"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
	if err := run([]string{"status", "-api", service(t) + "/nowhere"}, &out, &out); err == nil ||
		!strings.Contains(err.Error(), "404") {
		t.Errorf("of no service: %v", err)
	}
	out.Reset()
	if err := run([]string{"update", "-list", tariff.List, "-edition", "2027", "-api", service(t)}, &out,
		&out); err != nil || !strings.Contains(out.String(), "No annex was fetched") {
		t.Errorf("of an edition that is imported: %v\n%s", err, out.String())
	}
}

// TestUpdateTariff checks that a page is followed to the schedule, which is shown; problems stop the update.
func TestUpdateTariff(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, a whole tariff")
	if testing.Short() {
		t.Skip("-short: reads a whole schedule")
	}
	var table strings.Builder
	table.WriteString("中华人民共和国进出口税则（2027）\n商品编码,商品名称,第一法定单位,第二法定单位,最惠国税率,暂定税率,普通税率,增值税率,消费税率,监管条件,检验检疫类别\n")
	w := csv.NewWriter(&table)
	held := tariff.Tables()[0]
	text := func(r *tariff.Rate) string {
		if r == nil {
			return ""
		}
		return r.Text
	}
	for i := range held.Len() {
		l := held.Line(i)
		_ = w.Write([]string{
			string(l.Code), l.NameZH, string(l.Unit1), string(l.Unit2), text(l.MFN), text(l.Provisional), text(l.General),
			text(l.VAT),
			text(l.Consumption), l.Supervision, l.InspectionImport + "/" + l.InspectionExport,
		})
	}
	w.Flush()
	site, with := ministryWith(t, map[string]string{
		"/2027.htm": `<a href="/2027.csv">附件：税则2027</a>`, "/2027.csv": table.String(),
	})
	update := func(more ...string) (string, error) {
		var out bytes.Buffer
		err := updateCommand(append([]string{"-list", tariff.List, "-edition", "2027", "-page", site + "/2027.htm"}, more...),
			&out, &out, with)
		return out.String(), err
	}
	if report, err := update("-stated", "12030"); err == nil || !strings.Contains(fmt.Sprint(err), "document") {
		t.Errorf("without a document: %v\n%s", err, report)
	}
	if report, err := update("-stated", "12031", "-document", "x", "-accept", "rates_unreadable"); err == nil ||
		!strings.Contains(report, "12030 ten-digit codes were read, 12031 are stated") ||
		!strings.Contains(report, "does not add up") {
		t.Errorf("short of a code: %v\n%s", err, report)
	}
	report, err := update("-stated", "12030", "-document", "x", "-accept", "rates_unreadable")
	if err != nil || !strings.Contains(report, "Nothing is written") || !strings.Contains(report, "0 codes ended, 0 new") {
		t.Errorf("%v\n%s", err, report)
	}
}
