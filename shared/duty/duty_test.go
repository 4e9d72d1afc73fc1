package duty

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

var today = edition.NewDate(2026, 3, 1)

func rows(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open("source/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		r = csv.NewReader(z)
	}
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

// TestCountermeasures compares every line of the packed table with the source,
// on days before and after the part of March 2025 ended.
func TestCountermeasures(t *testing.T) {
	table := rows(t, "us_countermeasures.csv")
	if len(table) != 7048 || Lines() != len(table) {
		t.Fatalf("the source has %d lines, the table %d; want 7048", len(table), Lines())
	}
	for _, r := range table {
		code := tariff.Code(r[0])
		if strings.HasPrefix(r[6], "car additional") {
			r[1] = r[5] // suspended since 2019
		}
		m, ok := countermeasure(code, marchEnded-1)
		if !ok || strings.TrimSuffix(percent(m.Rate), "%") != r[1] {
			t.Errorf("%s: total %s, %t; want %s", code, percent(m.Rate), ok, r[1])
		}
		m, ok = countermeasure(code+"00", today)
		switch {
		case r[5] == "":
			if !ok || m.Certain || !strings.HasSuffix(m.Text.EN, r[1]+"%") {
				t.Errorf("%s: %+v, %t; want the remainder to be open", code, m, ok)
			}
		case r[5] == "0":
			if ok {
				t.Errorf("%s: %+v; want nothing, all of it ended", code, m)
			}
		case !ok || strings.TrimSuffix(percent(m.Rate), "%") != r[5]:
			t.Errorf("%s: %s, %t; want %s", code, percent(m.Rate), ok, r[5])
		}
	}
	for _, code := range []tariff.Code{"", "00000000", "99999999", "2208", "22083001"} {
		if m, ok := countermeasure(code, today); ok {
			t.Errorf("%q: %+v", code, m)
		}
	}
}

// TestAgreementRates compares every packed rate with the source.
func TestAgreementRates(t *testing.T) {
	source := rows(t, "agreement_rates.csv.gz")
	if len(source) != 224_500 || heldRates != 224_500 {
		t.Fatalf("the source has %d rates, %d are held; want 224500", len(source), heldRates)
	}
	column := map[string]int{}
	for i, name := range strings.Fields(
		"香港 澳门 台湾 东盟 亚太 智利 巴基斯坦 新西兰 新加坡 秘鲁 哥斯达黎加 冰岛 瑞士 澳大利亚 韩国 格鲁吉亚 毛里求斯 柬埔寨 尼加拉瓜 厄瓜多尔 塞尔维亚 马尔代夫 洪都拉斯") {
		column[name] = i
	}
	for _, r := range source {
		vector := vectorOf(tariff.Code(r[0]))
		if vector == "" {
			t.Fatalf("%s is not found", r[0])
		}
		rate := &agreementRates[vector[column[r[1]]]]
		text := strings.ReplaceAll(r[2], " ", "")
		if rate.Text != text && rate.Text != text+"%" {
			t.Fatalf("%s %s: %q, want %q", r[0], r[1], rate.Text, text)
		}
		if (rate.Defect == "") != (len(rate.Cases) == 1) {
			t.Fatalf("%s %s: %+v", r[0], r[1], rate)
		}
	}
	for _, code := range []tariff.Code{"", "0409", "0409000001", "9999999999"} {
		if v := vectorOf(code); v != "" {
			t.Errorf("%q has rates", code)
		}
	}
}

func TestAgreements(t *testing.T) {
	for _, test := range []struct {
		origin string
		day    edition.Date
		want   string
	}{
		{"", today, ""},
		{"US", today, ""},
		{"NZ", today, "new-zealand 0%; rcep -"},
		{"JP", today, "rcep -"},
		{"KR", today, "korea 3%; rcep -"},
		{"KH", today, "asean 0%; cambodia 0%; rcep -; least-developed 0%"},
		{"NZ", 20270101, "rcep -"}, // another schedule
		{"EG", 20260430, ""},
		{"EG", 20260501, "africa 0%"},
		{"EG", 20280501, ""},
	} {
		var got []string
		for _, r := range Agreements(nil, "0409000000", test.origin, test.day) {
			text := "-"
			if r.Rate != nil {
				text = r.Rate.Text
			}
			got = append(got, r.Agreement.ID+" "+text)
		}
		if s := strings.Join(got, "; "); s != test.want {
			t.Errorf("%s on %s: %s, want %s", test.origin, test.day, s, test.want)
		}
	}
}

func TestTreatment(t *testing.T) {
	if n := len(strings.Fields(wtoMembers)); n != 165 {
		t.Errorf("%d members, want 165", n)
	}
	if n := len(strings.Fields(union)); n != 27 {
		t.Errorf("%d states of the European Union, want 27", n)
	}
	for origin, want := range map[string]Treatment{
		"": Unknown, "US": MostFavoured, "CN": MostFavoured, "HK": MostFavoured, "TL": MostFavoured, "ZW": MostFavoured,
		"AE": MostFavoured,
		"KP": Open, "IR": Open, "RS": Open, "PR": Open, "E ": Open, "AEA": Open, " A": Open,
	} {
		if got := TreatmentOf(origin); got != want {
			t.Errorf("%q: %d, want %d", origin, got, want)
		}
	}
}

// TestMeasures checks that every measure has a text in both languages, goods that the
// tariff has, and origins of two letters and a space.
func TestMeasures(t *testing.T) {
	table, ok := tariff.At(today)
	if !ok {
		t.Fatal("no tariff")
	}
	for i := range measures {
		m := &measures[i]
		if m.Document == "" || m.Text.EN == "" || m.Text.ZH == "" || m.Source == "" || m.Basis == 0 || m.From == 0 ||
			m.Certain != (m.Rate > 0) {
			t.Errorf("%s %s: %+v", m.Kind, m.Document, m)
		}
		for _, list := range []string{m.origins, m.except, m.goods, m.without} {
			if list != "" && !strings.HasSuffix(list, " ") {
				t.Errorf("%s: %q does not end in a space", m.Document, list)
			}
		}
		for _, prefix := range strings.Fields(m.goods + m.without) {
			found := false
			for i := 0; i < table.Len() && !found; i++ {
				found = strings.HasPrefix(string(table.Code(i)), prefix)
			}
			if !found {
				t.Errorf("%s: no code of the tariff begins with %s", m.Document, prefix)
			}
		}
		for _, origin := range strings.Fields(m.origins + m.except) {
			if TreatmentOf(origin) != MostFavoured {
				t.Errorf("%s: origin %q", m.Document, origin)
			}
		}
	}
}

func TestMeasuresOn(t *testing.T) {
	for _, test := range []struct {
		code, origin string
		day          edition.Date
		want         string
	}{
		{"2208300000", "US", today, "25% 10%"},
		{"2208300000", "US", 20251109, "25% 10%"},
		{"2208300000", "GB", today, ""},
		{"2208300000", "", today, ""},
		{"3304990029", "US", today, "27.5% 10%"}, // 27.5 as a tariff site has it too
		{"8703234110", "US", today, "10%"},       // suspended since 2019
		{"1207999100", "US", today, "? 10%"},
		{"1205109000", "CA", 20260228, ""},
		{"1205109000", "CA", 20260301, "5.9%"},
		{"1205109000", "CA", 20310301, ""},
		{"0306140000", "CA", today, "?"},
		{"0406300000", "FR", 20260212, ""},
		{"0406300000", "FR", 20260213, "?"},
		{"0202300090", "NZ", today, "?"},
		{"0202300090", "TH", today, ""},
	} {
		var got []string
		for _, m := range MeasuresOn(nil, nil, tariff.Code(test.code), test.origin, test.day) {
			if m.Certain {
				got = append(got, percent(m.Rate))
			} else {
				got = append(got, "?")
			}
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%s of %s on %s: %s, want %s", test.code, test.origin, test.day, s, test.want)
		}
	}
}

func TestVerify(t *testing.T) {
	if err := Verify(); err != nil {
		t.Error(err)
	}
}

// TestEveryAgreementHasPartners checks that every agreement has a name, partners and a
// source.
func TestEveryAgreementHasPartners(t *testing.T) {
	var ids []string
	for i := range agreements {
		a := &agreements[i]
		if a.ID == "" || a.Name.EN == "" || a.Name.ZH == "" || a.partners == "" || !strings.HasSuffix(a.partners, " ") ||
			a.Source == "" || a.Basis == 0 {
			t.Errorf("%+v", a)
		}
		if slices.Contains(ids, a.ID) {
			t.Errorf("%s stands twice", a.ID)
		}
		ids = append(ids, a.ID)
	}
}

func ExampleMeasuresOn() {
	for _, m := range MeasuresOn(nil, nil, "2208300000", "US", edition.NewDate(2026, 3, 1)) {
		fmt.Println(m.Kind, percent(m.Rate), m.Document)
	}
	// Output:
	// additional_duty 25% 美国商务部《报复性措施产品表》（Retaliation Product Matrix），2025-03-28
	// additional_duty 10% 税委会公告2025年第10号
}
