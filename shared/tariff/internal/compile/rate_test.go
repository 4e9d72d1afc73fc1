package compile

import (
	"errors"
	"reflect"
	"testing"
)

func TestParseRate(t *testing.T) {
	percent := func(ppm int64) rateCase { return rateCase{adValorem: ppm} }
	for _, test := range []struct {
		name, text string
		want       rate
	}{
		{"nothing", "0%", rate{cases: []rateCase{{}}}},
		{"ad valorem", "13%", rate{cases: []rateCase{percent(130000)}}},
		{"ad valorem with a fraction", "6.5%", rate{cases: []rateCase{percent(65000)}}},
		{"general rate above one", "433%", rate{cases: []rateCase{percent(4330000)}}},
		{"specific", "0.2495元/升", rate{cases: []rateCase{{specific: 24950000, unit: "升"}}}},
		{"specific of nothing: beer", "0元/升", rate{cases: []rateCase{{}}}},
		{"compound", "20%+0.912元/升", rate{cases: []rateCase{{adValorem: 200000, specific: 91200000, unit: "升"}}}},
		{"a value equal to the threshold pays the upper rate",
			"完税价大于等于10000元：15%，完税价小于10000元：0。",
			rate{cases: []rateCase{{}, percent(150000)}, threshold: 10000e8, thresholdInUpper: true}},
		{"a value equal to the threshold pays the lower rate",
			"完税价不高于7.5元/千克：20%，完税价高于7.5元/千克：0%+1.5元/千克。",
			rate{cases: []rateCase{percent(200000), {specific: 150000000, unit: "千克"}}, threshold: 7.5e8, thresholdUnit: "千克"}},
		{"a threshold to the hundred-millionth: beer",
			"完税价大于等于2.64295885元：0.253元/升，完税价小于2.64295885元：0.2227元/升。",
			rate{cases: []rateCase{{specific: 22270000, unit: "升"}, {specific: 25300000, unit: "升"}}, threshold: 264295885,
				thresholdInUpper: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.want.text = test.text
			got, err := parseRate(test.text)
			if err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("parseRate(%q) = %+v, %v, want %+v", test.text, got, err, test.want)
			}
		})
	}
}

func TestParseRateRefuses(t *testing.T) {
	for _, text := range []string{
		"", "13", "％", "%", "13 %", " 13%", "-1%", "+5%", "05%", "5.0%", "5.%", ".5%", "1e2%", "6.54321%", "99999999%",
		"20%+10%", "0.912元/升+20%", "1元/升+1元/升", "20%+", "+", "元/升", "5元", "5元/", "5元/kg", "5元/ 升", "1.123456789元/升",
		"9%,13%", "免税",
		"完税价", "完税价大于等于10000元：15%", "完税价大于等于10000元：15%，完税价小于10000元：0",
		"完税价大于等于10000元：15%，完税价小于9999元：0。",        // two thresholds
		"完税价大于等于10000元：15%，完税价高于10000元：0。",       // halves of different forms
		"完税价大于10000元：15%，完税价小于等于10000元：0。",       // an unknown form
		"完税价大于等于10000元/kg：15%，完税价小于10000元/kg：0。", // no unit
		"完税价大于等于10000：15%，完税价小于10000：0。",         // no yuan
		"完税价大于等于10000元：x，完税价小于10000元：0。",
		"完税价大于等于10000元：15%，完税价小于10000元：x。",
	} {
		if got, err := parseRate(text); err == nil {
			t.Errorf("parseRate(%q) = %+v, want an error", text, got)
		}
	}
	const zero = "完税价不高于0元/平方米：0%，完税价高于0元/平方米：10%+0元/平方米。"
	if _, err := parseRate(zero); !errors.Is(err, errZeroThreshold) {
		t.Errorf("parseRate(%q): %v, want %v", zero, err, errZeroThreshold)
	}
}

func FuzzParseRate(f *testing.F) {
	for _, s := range []string{"13%", "20%+0.912元/升", "0元/升", "完税价大于等于10000元：15%，完税价小于10000元：0。",
		"完税价不高于7.5元/千克：20%，完税价高于7.5元/千克：0%+1.5元/千克。"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := parseRate(s)
		if err != nil {
			return
		}
		if r.text != s || len(r.cases) != 1 && len(r.cases) != 2 || (len(r.cases) == 2) != (r.threshold > 0) {
			t.Errorf("parseRate(%q) = %+v", s, r)
		}
		for _, c := range r.cases {
			if c.adValorem < 0 || c.specific < 0 || (c.specific == 0) != (c.unit == "") {
				t.Errorf("parseRate(%q) = %+v", s, r)
			}
		}
	})
}
