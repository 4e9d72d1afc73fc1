package catalogue

import (
	"fmt"
	"strings"
	"testing"

	"importchecker/shared/eligibility"
)

// TestCells checks what cells are read as: a value, or the code of a problem.
func TestCells(t *testing.T) {
	for _, tt := range []struct{ heading, cells string }{
		{"税号", `0409.00.00=04090000 0409000000=0409000000 '0409000000=0409000000 ’04090000=04090000 ="0409000000"=0409000000 ` +
			`０４０９００００=04090000 0409.00=040900 0409=0409 4090000=lost_zero 409000000=lost_zero 40900=lost_zero 409=lost_zero ` +
			`8517.1=lost_zero 4.09E+08=invalid_code 8.51712e9=invalid_code HS0409=invalid_code 04=invalid_code 0409000000101=invalid_code ` +
			`04090000/蜂蜜=invalid_code 无=invalid_code 4090000.0=lost_zero`},
		{"单价", `129=129.00 129.00=129.00 ￥129.00=129.00 ¥129=129.00 129元=129.00 RMB129=129.00 129.00CNY=129.00 CNY129.5=129.50 ` +
			`1,299.00=1299.00 1,234,567.00=1234567.00 １２９．００=129.00 129.0000=129.00 129.990=129.99 129元/件=129.00 人民币129=129.00 ` +
			`'129.00=129.00 129.005=invalid_amount 1,29=invalid_amount 12,99.00=invalid_amount 1.299,00=invalid_amount 99-129=invalid_amount ` +
			`$19.99=currency_unsupported USD19.99=currency_unsupported 19.99美元=currency_unsupported €5=currency_unsupported ` +
			`-5=invalid_amount 面议=invalid_amount 1.2万=invalid_amount 129元/kg=invalid_amount 1e3=invalid_amount 13%=invalid_amount 0=0.00`},
		{"数量", `1=1 1,000=1000 10件=10 10pcs=10 ２=2 3.0=3 '4=4 1.5=invalid_number 0=invalid_number -1=invalid_number 12瓶/箱=invalid_number 1000001=invalid_number 1,00=invalid_number`},
		{"净重", `500g=500 0.5kg=500 500克=500 1.5千克=1500 1公斤=1000 １.５ＫＧ=1500 500=no_unit 16oz=invalid_number 0kg=invalid_number 0.0001kg=invalid_number`},
		{"净重(g)", `500=500 500.0=500 0.5kg=500 1,500=1500 1.5=invalid_number 500ml=invalid_number`},
		{"净重(kg)", `0.5=500 500g=500 1=1000 1.2345=invalid_number -1=invalid_number`},
		{"原产国", `NZ=NZ nz=NZ 新西兰=NZ 新西兰(NZ)=NZ NZ-新西兰=NZ 609/新西兰=NZ 原产国:日本=JP ＮＺ=NZ 日本/韩国=unknown_country 亚特兰蒂斯=unknown_country 新西兰等=unknown_country`},
		{"币种", `CNY= RMB= 人民币= 元= cny= USD=currency_unsupported 美元=currency_unsupported`},
		{"used_goods", `是=true 否=false true=true N=false √=true ×=false ０=false maybe=invalid_fact`},
		{"volume_ml", `750=750 750ml=750 0.75L=750 750毫升=750 75cl=invalid_fact`},
	} {
		for cell := range strings.FieldsSeq(tt.cells) {
			i := strings.LastIndex(cell, "=")
			in, want := cell[:i], cell[i+1:]
			if got := cellRead(t, tt.heading, in); got != want {
				t.Errorf("%s %q: got %q; want %q", tt.heading, in, got, want)
			}
		}
	}
}

// cellRead returns what a cell below a heading was read as.
func cellRead(t *testing.T, heading, cell string) string {
	t.Helper()
	layout := Columns([]string{heading, "品名"}, nil)
	var p product
	p.readRow(layout.Columns, 5, []string{cell, "x"})
	if len(p.problems) > 0 {
		if at := p.problems[0].Column; at != "A" || p.problems[0].Text.ZH == "" || p.problems[0].Text.EN == "" {
			t.Errorf("%s %q: problem %+v", heading, cell, p.problems[0])
		}
		return string(p.problems[0].Code)
	}
	switch layout.Columns[0].Field {
	case HSCode:
		return string(p.item.Code)
	case UnitPrice:
		return p.item.UnitPrice.String()
	case Quantity:
		return fmt.Sprint(p.item.Quantity)
	case Weight, WeightG, WeightKG:
		return fmt.Sprint(p.item.NetWeightG)
	case Origin:
		return p.item.Origin
	case "used_goods":
		truth, _ := p.item.Facts.Bool(eligibility.UsedGoods)
		return fmt.Sprint(truth)
	case "volume_ml":
		n, _ := p.item.Facts.Milli(eligibility.VolumeML)
		return fmt.Sprint(n / 1000)
	}
	return ""
}

// TestPlaces checks that problems name their cells.
func TestPlaces(t *testing.T) {
	_, out := check(t, "清单,,\n税号,品名,单价\n04090000,蜂蜜,129\n\n4090000,蜂蜜,12x\n合计,,258\n,合计,258\n", Options{})
	if got := column(t, out, 2, "problem"); !strings.Contains(got, "A5: ") || !strings.Contains(got, "C5: ") {
		t.Errorf("row 5: %q", got)
	}
	if got := column(t, out, 4, "problem"); !strings.HasPrefix(got, "7: The row is a total") {
		t.Errorf("row 7: %q", got)
	}
}

// TestLeftOut checks that an ignored cell does not prevent an answer for its row.
func TestLeftOut(t *testing.T) {
	_, out := check(t, "税号,单价,币制,数量\n04090000,129,USD,1\n04090000,$129,,1\n04090000,129,CNY,1\n", Options{})
	for row, want := range []string{"C2: ", "B3: ", ""} {
		got, tax := column(t, out, row+1, "problem"), column(t, out, row+1, "general_trade_tax")
		if !strings.HasPrefix(got, want) || column(t, out, row+1, "general_trade_verdict") == "" ||
			(want == "") != (tax != "") {
			t.Errorf("row %d: %q, tax %q", row+2, got, tax)
		}
	}
	report, out := check(t, "税号,重量\n04090000,500\n", Options{})
	if got := column(t, out, 1, "problem"); !strings.HasPrefix(got, "B2: ") ||
		column(t, out, 1, "general_trade_verdict") == "" {
		t.Errorf("%q %q", got, out[1])
	}
	if n := report.Tally; n.Decided != 1 || n.Problems != 0 || n.ByProblem[NoUnit] != 1 {
		t.Errorf("%+v", n)
	}
}
