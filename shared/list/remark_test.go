package list_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/list"
)

// Remarks as the annexes word them.
const (
	bonded  = "仅限网购保税商品"
	species = "列入《进出口野生动植物种商品目录》的商品除外"
	special = "依法不属于普通食品或依法需要注册备案管理的特殊食品除外"
)

func TestParseRemark(t *testing.T) {
	type conditions = []list.Condition
	bondedOnly := list.Condition{Kind: list.BondedOnly, Text: bonded}
	noSpecies := list.Condition{Kind: list.NoListedSpecies, Text: species}
	noSpecial := list.Condition{Kind: list.ExceptClass, Text: special, Goods: strings.TrimSuffix(special, "除外")}
	for _, row := range []struct {
		name   string
		remark string
		want   conditions
	}{
		{"blank", "", nil},
		{"white space", " \n　", nil},
		{"only a separator", "；", nil},

		{"bonded only", bonded, conditions{bondedOnly}},
		{"bonded only, shorter", "仅限网购保税", conditions{{Kind: list.BondedOnly, Text: "仅限网购保税"}}},
		{"bonded only, of import", "仅限网购保税进口", conditions{{Kind: list.BondedOnly, Text: "仅限网购保税进口"}}},
		{"bonded only, of goods imported", "仅限网购保税进口商品", conditions{{Kind: list.BondedOnly, Text: "仅限网购保税进口商品"}}},
		{"bonded only, English", "bonded online purchase only",
			conditions{{Kind: list.BondedOnly, Text: "bonded online purchase only"}}},
		{"bonded only, English of another source", "Bonded online shopping only",
			conditions{{Kind: list.BondedOnly, Text: "Bonded online shopping only"}}},

		{"species", species, conditions{noSpecies}},
		{"species, without the particle", "列入《进出口野生动植物种商品目录》商品除外",
			conditions{{Kind: list.NoListedSpecies, Text: "列入《进出口野生动植物种商品目录》商品除外"}}},
		{"species, without the title marks", "列入进出口野生动植物种商品目录的除外",
			conditions{{Kind: list.NoListedSpecies, Text: "列入进出口野生动植物种商品目录的除外"}}},

		{"dual use", "两用物项除外", conditions{{Kind: list.NoDualUse, Text: "两用物项除外"}}},
		{"dual use, by catalogue", "列入《两用物项和技术进出口许可证管理目录》的商品除外",
			conditions{{Kind: list.NoDualUse, Text: "列入《两用物项和技术进出口许可证管理目录》的商品除外"}}},

		{"weight", "每人每年限购20千克", conditions{{Kind: list.WeightPerYear, Text: "每人每年限购20千克", Grams: 20_000}}},
		{"weight, in the other word for kilogram", "每人每年不超过20公斤",
			conditions{{Kind: list.WeightPerYear, Text: "每人每年不超过20公斤", Grams: 20_000}}},
		{"weight, several lines together", "每人每年限购2千克，食糖合并计算",
			conditions{{Kind: list.WeightPerYear, Text: "每人每年限购2千克，食糖合并计算", Grams: 2_000, Group: "食糖"}}},
		{"weight, with a plain comma", "每人每年限量2千克,食糖合并计算",
			conditions{{Kind: list.WeightPerYear, Text: "每人每年限量2千克,食糖合并计算", Grams: 2_000, Group: "食糖"}}},
		{"weight, English", "at most 20 kg per person per year (source paraphrase)",
			conditions{{Kind: list.WeightPerYear, Text: "at most 20 kg per person per year", Grams: 20_000}}},
		{"weight, English, together", "at most 2 kg per person per year, all sugar lines together",
			conditions{{Kind: list.WeightPerYear, Text: "at most 2 kg per person per year, all sugar lines together",
				Grams: 2_000, Group: "sugar lines"}}},
		{"weight, full-width digits", "每人每年限购２０千克",
			conditions{{Kind: list.WeightPerYear, Text: "每人每年限购２０千克", Grams: 20_000}}},

		{"named goods", "仅限家用打印机用墨", conditions{{Kind: list.NamedOnly, Text: "仅限家用打印机用墨", Goods: "家用打印机用墨"}}},
		{"named goods, English, as a source paraphrases", "only ink for household printers (source paraphrase)",
			conditions{{Kind: list.NamedOnly, Text: "only ink for household printers", Goods: "ink for household printers"}}},
		{"named goods, several", "仅限眼镜、眼镜盒，眼镜布",
			conditions{{Kind: list.NamedOnly, Text: "仅限眼镜、眼镜盒，眼镜布", Goods: "眼镜、眼镜盒，眼镜布"}}},

		{"class", special, conditions{noSpecial}},
		{"class, English", "except food for special medical purposes",
			conditions{{Kind: list.ExceptClass, Text: "except food for special medical purposes",
				Goods: "food for special medical purposes"}}},

		// Joined clauses.
		{"two clauses", species + ";" + special, conditions{noSpecies, noSpecial}}, // as printed in 2016, row 20
		{"two clauses, full-width semicolon", species + "；" + bonded, conditions{noSpecies, bondedOnly}},
		{"two sentences", species + "。" + bonded + "。", conditions{noSpecies, bondedOnly}},
		{"a full stop at the end", bonded + "。", conditions{bondedOnly}},
		// and no goods named 网购保税商品，列入…
		{"two clauses, joined by a comma", bonded + "，" + species, conditions{bondedOnly, noSpecies}},
		{"two clauses, joined by a plain comma", bonded + "," + species, conditions{bondedOnly, noSpecies}},
		{"named goods, then a class", "仅限家用的，医用的除外",
			conditions{{Kind: list.NamedOnly, Text: "仅限家用的", Goods: "家用的"},
				{Kind: list.ExceptClass, Text: "医用的除外", Goods: "医用的"}}},
		{"English, joined by a comma", "bonded online purchase only, except raw milk",
			conditions{{Kind: list.BondedOnly, Text: "bonded online purchase only"},
				{Kind: list.ExceptClass, Text: "except raw milk", Goods: "raw milk"}}},
		{"numbered", "1." + bonded + "；2." + species, conditions{bondedOnly, noSpecies}},
		{"numbered in brackets", "（1）" + bonded + "；（2）" + species, conditions{bondedOnly, noSpecies}},
		{"numbered in circles", "①" + bonded + "；②" + species, conditions{bondedOnly, noSpecies}},
		{"a decimal is no number of a clause", "1.5升以下的除外",
			conditions{{Kind: list.ExceptClass, Text: "1.5升以下的除外", Goods: "1.5升以下的"}}},
		{"a clause behind a paraphrase mark is read too", "only skis (source paraphrase); " + bonded,
			conditions{{Kind: list.NamedOnly, Text: "only skis", Goods: "skis"}, bondedOnly}},

		// Cells as they are set.
		{"wrapped within a word", "列入《进出口野生动植物种商品目录》 的商品除外;\n依法不属于普通食品或依 法需要注册备\n案管理的特殊食品除外",
			conditions{noSpecies, noSpecial}},
		{"ideographic spaces", "　" + bonded + "　", conditions{bondedOnly}},
		{"spaces around", "  only   skis  ", conditions{{Kind: list.NamedOnly, Text: "only skis", Goods: "skis"}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := list.ParseRemark(row.remark)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, row.want) {
				t.Errorf("ParseRemark(%q)\n got %+v\nwant %+v", row.remark, got, row.want)
			}
		})
	}
}

// TestUnreadableRemarks checks that a clause that cannot be parsed is an error that
// quotes it.
func TestUnreadableRemarks(t *testing.T) {
	for _, row := range []struct {
		name, remark, quoted string
	}{
		{"no rule", "见注释", "见注释"},
		{"a placeholder", "—", "—"},
		{"one clause of two", bonded + "；见注释", "见注释"},
		{"the last of three", species + "；" + bonded + "；另行规定", "另行规定"},
		{"bonded and something, as one class", "网购保税商品及某某除外", "网购保税商品及某某除外"}, // two rules in one: not a class of that name
		{"bonded only, in words not met", "仅限网购保税模式", "仅限网购保税模式"},
		{"a comma between, one part unreadable", bonded + "，每单一件", bonded + "，每单一件"},
		{"wrapped clauses without a separator", "医用的除外\n兽用的除外", "医用的除外兽用的除外"},
		{"only of nothing", "仅限", "仅限"},
		{"except of nothing", "除外", "除外"},
		{"weight without a number", "每人每年限购若干千克", "每人每年限购若干千克"},
		{"weight of zero", "每人每年限购0千克", "每人每年限购0千克"},
		{"weight beyond sense", "每人每年限购99999999千克", "每人每年限购99999999千克"},
		{"weight beyond 64 bits", "每人每年限购99999999999999999999千克", "每人每年限购99999999999999999999千克"},
		{"weight with a part of a kilogram", "每人每年限购0.5千克", "每人每年限购0.5千克"},
		{"a count, which is no weight", "每人每年限购2件", "每人每年限购2件"},
		{"a weight per order", "每次限购2千克", "每次限购2千克"},
		{"a limit together with a second rule", "每人每年限购2千克，医用的除外，食糖合并计算", "每人每年限购2千克，医用的除外，食糖合并计算"},
		{"a paraphrase mark that does not close", "only skis (source paraphrase; more", "more"},
		{"foreign words", "see annex", "see annex"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := list.ParseRemark(row.remark)
			if err == nil {
				t.Fatalf("ParseRemark(%q) = %+v, want an error", row.remark, got)
			}
			if got != nil {
				t.Errorf("got %+v beside the error", got)
			}
			if !strings.Contains(err.Error(), row.quoted) {
				t.Errorf("%v does not quote %q", err, row.quoted)
			}
		})
	}
}

func TestManualRemark(t *testing.T) {
	got := list.ManualRemark(" 见注释 ")
	if len(got) != 1 || got[0] != (list.Condition{Kind: list.Manual, Text: "见注释"}) {
		t.Errorf("got %+v", got)
	}
}

func TestOneLine(t *testing.T) {
	for _, row := range []struct{ in, want string }{
		{"", ""},
		{" 天然蜂蜜\n", "天然蜂蜜"},
		{"依法需要注册备\n案管理", "依法需要注册备案管理"},
		{"cut\r\nflowers", "cut flowers"},
		{"LED 光源", "LED光源"},
		{"a \t b", "a b"},
		{"　", ""},
	} {
		if got := list.OneLine(row.in); got != row.want {
			t.Errorf("OneLine(%q) = %q, want %q", row.in, got, row.want)
		}
	}
}

// FuzzParseRemark checks that a remark is parsed completely or not at all, and that the
// text of each condition parses to that condition.
func FuzzParseRemark(f *testing.F) {
	for _, s := range []string{
		"", bonded, species, special, species + ";" + special, bonded + "，" + species, "1." + bonded + "；2." + species,
		"每人每年限购２千克，食糖合并计算", "仅限家用打印机用墨", "only ink (source paraphrase)", "except a, only b", "两用物项除外", "见注释",
		"at most 2 kg per person per year, all sugar lines together", "①②1.1、仅限a", "(source para(source paraphrase)phrase)",
		"除外除外", "仅限 仅限",
	} {
		f.Add(s)
	}
	for _, l := range list.BuiltIn().Lists() {
		for _, e := range l.Editions {
			for _, entry := range e.Entries {
				f.Add(entry.Remark)
			}
		}
	}
	f.Fuzz(func(t *testing.T, remark string) {
		conditions, err := list.ParseRemark(remark)
		if err != nil {
			if conditions != nil {
				t.Errorf("ParseRemark(%q) = %+v with %v", remark, conditions, err)
			}
			return
		}
		line := list.OneLine(remark)
		for _, c := range conditions {
			if c.Kind == 0 || c.Kind == list.Manual || c.Text == "" {
				t.Errorf("ParseRemark(%q) has %+v", remark, c)
			}
			if (c.Kind == list.WeightPerYear) != (c.Grams > 0) {
				t.Errorf("ParseRemark(%q) has %+v", remark, c)
			}
			if named := c.Kind == list.NamedOnly || c.Kind == list.ExceptClass; named != (c.Goods != "") {
				t.Errorf("ParseRemark(%q) has %+v", remark, c)
			}
			if !strings.Contains(line, "source paraphrase") && !strings.Contains(line, c.Text) {
				t.Errorf("ParseRemark(%q): %q is not of it", remark, c.Text)
			}
			again, err := list.ParseRemark(c.Text)
			if err != nil || !slices.Equal(again, []list.Condition{c}) {
				t.Errorf("ParseRemark(%q) has %+v, whose text reads as %+v, %v", remark, c, again, err)
			}
		}
		if len(conditions) == 0 && strings.Trim(line, "；;。0123456789.．、)）(（①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ ") != "" &&
			!strings.Contains(line, "source paraphrase") {
			t.Errorf("ParseRemark(%q) reads as no condition", remark)
		}
	})
}

func BenchmarkParseRemark(b *testing.B) {
	for b.Loop() {
		if _, err := list.ParseRemark(species + ";" + special); err != nil {
			b.Fatal(err)
		}
	}
}
