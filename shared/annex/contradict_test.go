package annex

import (
	"strings"
	"testing"
)

// TestContradiction compares the title in a file with the edition that was
// asked for.
func TestContradiction(t *testing.T) {
	cbec := editionFacts{"cbec-retail-import", "2022", "公告2022年第7号", "", "2022-03-01"}
	for _, row := range []struct {
		title string
		about editionFacts
		says  string
	}{
		{"跨境电子商务零售进口商品清单（2022年版）", cbec, ""},
		{"跨境电子商务零售进口商品清单（2019年版）", cbec, "speaks of 2019"},
		{"跨境电子商务零售进口商品清单（2019年版）", editionFacts{"cbec-retail-import", "2019", "", "", "2020-01-01"}, ""},
		{"跨境电子商务零售进口商品清单（2021年版）", cbec, ""}, // from the first day of the year after
		{"义乌国际贸易综合改革试点进口商品清单", cbec, "is that of yiwu-import-pilot"},
		{"海南自由贸易港跨境服务贸易特别管理措施（负面清单）（2021年版）", editionFacts{"cn-services-negative-national", "2021", "", "",
			"2021-08-26"},
			"is that of cn-services-negative-hainan"},
		{"附件", cbec, ""},
		{"跨境电子商务零售进口商品清单（2019年版）", editionFacts{}, ""},
	} {
		var said []string
		for _, p := range titleProblems("a.xlsx", []string{"附件", row.title}, row.about) {
			said = append(said, p.Text)
			if p.Accept != "title_contradicts" || p.ZH == "" {
				t.Errorf("%s: got %+v", row.title, p)
			}
		}
		if got := strings.Join(said, "; "); row.says == "" && got != "" || !strings.Contains(got, row.says) {
			t.Errorf("%s: got %q, want %q", row.title, got, row.says)
		}
	}
}

// TestLoss checks that rows of the stored edition can only be dropped by
// accepting that.
func TestLoss(t *testing.T) {
	gone := []string{"32151900 油墨"}
	if p := lossProblem("a.xlsx", gone, nil); p == nil || p.Accept != "rows_lost" ||
		!strings.Contains(p.Text, "1 row that this edition holds today") {
		t.Errorf("got %+v", p)
	}
	if lossProblem("a.xlsx", gone, []string{"rows_lost"}) != nil || lossProblem("a.xlsx", nil, nil) != nil {
		t.Error("an accepted loss, or none, is a problem")
	}
}
