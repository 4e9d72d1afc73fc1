package sheet

import "testing"

func TestInert(t *testing.T) {
	for _, cell := range []string{"", "honey", "蜂蜜", "0409", "-5", "+5.50", "-0.5", "a=b", "'=1", "(x)", "￥5", "“＝”"} {
		if got := EscapeFormula(cell); got != cell {
			t.Errorf("%q became %q", cell, got)
		}
	}
	for _, cell := range []string{"=1+1", "+A1", "-A1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1",
		"＋1x", "－A1", "＠SUM(A1)", "-", "=", "+1.2.3x"} {
		if got := EscapeFormula(cell); got != "'"+cell {
			t.Errorf("%q became %q", cell, got)
		}
	}
}
