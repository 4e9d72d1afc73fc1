package api_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"importchecker/shared/annex"
	"importchecker/shared/annex/pdf"
)

// TestSchedulePDF imports a part of the customs table as a PDF. What cannot be read with
// certainty is a problem with its page.
func TestSchedulePDF(t *testing.T) {
	if !pdf.Available() {
		t.Skip("SKIPPED: NO PDF IS READ HERE: install poppler-utils (apt-get install poppler-utils), and this test runs")
	}
	s := newService(t)
	s.reader = annex.Reader{}
	raw, err := os.ReadFile("../annex/testdata/tariff.pdf")
	if err != nil {
		t.Fatal(err)
	}
	bring := func(stated int, more string) string {
		return "/v1/lists/cn-tariff/imports?edition=2027&effective=2027-01-01&document=%E7%A4%BA%E4%BE%8B&published=example" +
			fmt.Sprintf("&filename=2027.pdf&stated=%d", stated) + more
	}
	made := read(t, s.post(bring(90, ""), string(raw), maintainer, asFile), 201)
	report := made["report"].(map[string]any)
	if report["codes"] != 90.0 || report["coverage"] != "complete" {
		t.Errorf("%v codes, %v", report["codes"], report["coverage"])
	}
	diff := read(t, s.get("/v1/lists/cn-tariff/imports/"+made["id"].(string)+"/diff", maintainer), 200)["tariff"]
	if whisky := fmt.Sprint(diff); !strings.Contains(whisky, "2208300000") {
		t.Errorf("whisky, whose provisional rate of February the table lacks, stands not in %.300s", whisky)
	}
	res := s.post(bring(91, ""), string(raw), maintainer, asFile)
	if res.StatusCode != 422 || !strings.Contains(res.Body, "90 ten-digit codes were read, 91 are stated") {
		t.Errorf("%d %.500s", res.StatusCode, res.Body)
	}
	// Told that units are conditions, each row has its problem, with page and row.
	told := "&columns=%E5%95%86%E5%93%81%E7%BC%96%E7%A0%81%3DA,%E7%9B%91%E7%AE%A1%E6%9D%A1%E4%BB%B6%3DC&first_row=2"
	res = s.post(bring(90, told), string(raw), maintainer, asFile)
	if res.StatusCode != 422 || !strings.Contains(res.Body, "page 1, row 2") || !strings.Contains(res.Body, "page 6, row ") {
		t.Errorf("%d %.900s", res.StatusCode, res.Body)
	}
}
