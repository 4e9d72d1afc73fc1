package annual

import "testing"

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
		"all but":          {0, "所有国家\n", "CA\nMX", "\n所有商品", "0409", "", "CA MX ", "", "0409 "},
		"wrapped on pages": {1, "加拿\n大", "", "0409\n0000", "0410", "CA ", "", "04090000 ", "0410 "},
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
