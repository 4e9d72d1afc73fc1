package annual

import (
	"strings"
	"testing"
)

// TestLinesOfCell checks that each line of a cell is an item, except on pages, where lines
// may be wrapped.
func TestLinesOfCell(t *testing.T) {
	head := []string{"措施编号", "措施种类", "原产地", "除外原产地", "税则号列", "除外税号", "加征税率"}
	for name, c := range map[string]struct {
		page                            int
		origin, except, goods, without  string
		origins, excepts, codes, spared string
	}{
		"lists": {0, "美国\n日本", "", "02\n07\r\n\r\n0409", "0410\n\n0710、0711\n", "US JP ", "", "02 07 0409 ",
			"0410 0710 0711 "},
		"all but":               {0, "所有国家\n", "CA\nMX", "\n所有商品", "0409", "", "CA MX ", "", "0409 "},
		"wrapped words for all": {0, "所有国家\n（地区）", "-\n ", " 所有商品\n ", " \n ", "", "", "", ""},
		"blanks between":        {0, " 美国 \n 、\n", "", "02\n \n04 ", "", "US ", "", "02 04 ", ""},
		"wrapped on pages":      {1, "加拿\n大", "", "0409\n0000", "0410", "CA ", "", "04090000 ", "0410 "},
	} {
		row := []string{"x", "加征\n关税", c.origin, c.except, c.goods, c.without, "10"}
		changes := NewChanges(20260701)
		err := changes.AddSheet("a.xlsx", "", &pages{{Cells: head, Number: 1, Page: c.page},
			{Cells: row, Number: 2, Page: c.page}}, nil)
		if err != nil || len(changes.Problems) > 0 || len(changes.Duties) != 1 {
			t.Errorf("%s: %v %+v, %d duties", name, err, changes.Problems, len(changes.Duties))
			continue
		}
		if d := changes.Duties[0]; d.Origins != c.origins || d.Except != c.excepts || d.Goods != c.codes ||
			d.Without != c.spared {
			t.Errorf("%s: %q but %q, %q but %q", name, d.Origins, d.Except, d.Goods, d.Without)
		}
	}
}

// TestBlankCells checks that cells without an item are refused: they are not all goods or origins.
func TestBlankCells(t *testing.T) {
	head := []string{"措施编号", "措施种类", "原产地", "除外原产地", "税则号列", "除外税号", "加征税率"}
	for _, blank := range []string{"", " ", " \n ", "、", "\n、\n", "-\n-"} {
		changes := NewChanges(20260701)
		err := changes.AddSheet("a.csv", "", &pages{{Cells: head, Number: 1},
			{Cells: []string{"x", "加征关税", blank, "", blank, "", "10"}, Number: 2}}, nil)
		if err != nil || len(changes.Problems) != 2 || len(changes.Duties) != 0 {
			t.Errorf("%q: %v, %d duties: %+v", blank, err, len(changes.Duties), changes.Problems)
		}
		changes = NewChanges(20260701)
		err = changes.AddSheet("a.csv", "", &pages{{Cells: head, Number: 1},
			{Cells: []string{"x", "", blank, "", "", "", "取消"}, Number: 2}}, nil)
		if wrong := strings.Contains(blank, "、"); err != nil || (len(changes.Problems) > 0) != wrong {
			t.Errorf("ended, %q: %v %+v", blank, err, changes.Problems)
		}
	}
}
