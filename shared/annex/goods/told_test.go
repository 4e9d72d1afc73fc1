package goods_test

import (
	"strings"
	"testing"

	"importchecker/shared/annex/goods"
	"importchecker/shared/annex/tables"
	"importchecker/shared/edition"
)

// TestTold reads a layout that no profile fits, as described by a maintainer.
func TestTold(t *testing.T) {
	s := grid("sheet", "清单", []string{"号", "税则", "品", "单位", "条件"}, []string{"1", "04051000", "黄油", "千克", ""},
		[]string{"2", "04090000", "天然蜂蜜", "千克", bonded})
	read := func(columns string, first int) *goods.Reading {
		t.Helper()
		p, err := profile(t, "goods").WithColumns(columns, first)
		if err != nil {
			t.Fatal(err)
		}
		r := goods.Read(p, "a.xlsx", []*tables.Sheet{s}, "")
		r.Check(goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: 2})
		return r
	}
	for _, columns := range []string{"序号=A,税则号列=B,货品名称=C,备注=E", "serial=1; code=2; name_zh=3; remark=5"} {
		r := read(columns, 2)
		wantTexts(t, "problems", r.Problems)
		if len(r.Lines) != 2 || r.Lines[1].Remark != bonded || r.Lines[0].NameZH != "黄油" {
			t.Errorf("%s: got %+v", columns, r.Lines)
		}
	}
	wantTexts(t, "a condition where nothing is read", read("序号=A,税则号列=B,货品名称=C,备注=D", 2).Problems[:1],
		"a.xlsx, sheet 清单: row 2, column 备注 … 千克")
	wantTexts(t, "rows left out", read("序号=A,税则号列=B,货品名称=C,备注=E", 3).Problems[:1],
		"a.xlsx, sheet 清单: row 2 … stands above the header")
	for columns, says := range map[string]string{"税则号列": "want the name of a column",
		"体积=B": "is no column of profile goods", "税则号列=B,货品名称=B": "told twice", "税则号列=B": "does not tell all"} {
		if _, err := profile(t, "goods").WithColumns(columns, 2); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v", columns, err)
		}
	}
}
