package compile

import (
	"strings"
	"testing"
)

const whole = `regime a
goods: apples | 苹果
codes: 0808
reach: all
effect: condition
channels: trade
need: permit
authority: customs | 海关
text: ask | 询问
law: 法 | 第一条 | 2020-01-01 | 词
basis: law
`

func TestTable(t *testing.T) {
	table, err := Table([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`ID: `, `"第一条"`, "80800000", "80900000"} {
		if !strings.Contains(string(table), want) {
			t.Errorf("the table lacks %s", want)
		}
	}
}

// TestFaults checks that invalid sources are rejected with the line of the fault.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"no law":            {"law: 法 | 第一条 | 2020-01-01 | 词\n", "", "no law"},
		"law in parts":      {"law: 法 | 第一条 | 2020-01-01 | 词", "law: 法", "want law | article"},
		"unknown member":    {"need:", "needs:", `no member "needs"`},
		"no Chinese":        {"customs | 海关", "customs", "authority: want English | Chinese"},
		"Latin in Chinese":  {"苹果", "苹果 apple", "goods: want English | Chinese"},
		"word not allowed":  {"need: permit", "need: luck", `need is "luck"`},
		"no code":           {"0808", "080", `"080" is no code`},
		"like nothing":      {"0808", "like b", `no regime "b"`},
		"some, unsaid":      {"reach: all", "reach: some", "nothing is said"},
		"ends too early":    {"basis: law", "basis: law\nto: 2020-01-01", "ends on 2020-01-01"},
		"report unsourced":  {"basis: law", "basis: reported", "a report without a source"},
		"silent on no fact": {"reach: all", "reach: some\nunknown: silent", "no fact tells"},
		"twice":             {"codes: 0808", "codes: 0808\ncodes: 0809", "stands twice"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Table([]byte(strings.Replace(whole, c.old, c.new, 1))); err == nil ||
				!strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
