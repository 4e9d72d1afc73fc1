package xlsx_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"importchecker/shared/annex/xlsx"
)

// TestFormats checks that numbers are displayed like excelize does, or have a
// remark.
func TestFormats(t *testing.T) {
	values := []any{4051000, 405, 0, -12.5, 1234567.891, 0.07, 45292, 45292.75, 0.1, 12345678901, 1e-7,
		2.9999999999999999e-2, true, "文本", 100.0, 3.14159265358979}
	codes := []string{"00000000", "0000.00.00", `0000"."00"."00`, `0000\.00\.00`, "0", "0.00", "#,##0", "#,##0.00", "0%",
		"0.00%", "@", "yyyy-mm-dd", `yyyy"年"m"月"d"日"`, "yyyy/m/d h:mm", "h:mm:ss", "[$-804]yyyy/m/d",
		"#,##0.00_ ", `"第"0"号"`, "General", `0.00;[Red]-0.00`, `0;-0;"零"`, "00-00-00-00", "0000 00 00", "#", "0.0##",
		"0.00E+00", "# ?/?", "[>100]0;0.0", "mm:ss.0"}
	f := excelize.NewFile()
	defer f.Close()
	for c, code := range codes {
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		must(t, err)
		for r, v := range values {
			name, _ := excelize.CoordinatesToCellName(c+1, r+1)
			must(t, f.SetCellValue("Sheet1", name, v))
			must(t, f.SetCellStyle("Sheet1", name, name, id))
		}
	}
	b, err := f.WriteToBuffer()
	must(t, err)
	sheets, err := xlsx.Read(b.Bytes())
	must(t, err)
	theirs, err := excelize.OpenReader(b)
	must(t, err)
	defer theirs.Close()
	told := map[string]bool{}
	for _, r := range sheets[0].Remarks {
		told[fmt.Sprint(r.Column, r.Row)] = true
	}
	// Where excelize differs: a section for zero, optional placeholders, and
	// all the digits of a cell.
	right := map[string]string{"U3": "零", "Y11": "0.0", "S16": "3.14159265358979"}
	same, other := 0, 0
	for r := range values {
		for c, code := range codes {
			name, _ := excelize.CoordinatesToCellName(c+1, r+1)
			want, err := theirs.GetCellValue("Sheet1", name)
			must(t, err)
			got := sheets[0].Rows[r].Cells[c]
			switch {
			case strings.TrimSpace(got) == strings.TrimSpace(want):
				same++
			case got == right[name]:
			case told[name]:
				other++ // told of
			default:
				t.Errorf("%s, %v as %q: got %q, excelize has %q", name, values[r], code, got, want)
			}
		}
	}
	t.Logf("%d cells show alike, %d in formats that are told of", same, other)
	if len(sheets[0].Remarks) == 0 {
		t.Error("formats that are not read are not told of")
	}
}
