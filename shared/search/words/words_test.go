package words

import (
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"紅酒 750ＭＬ", "红酒 750ml"},
		{"L'Oréal®", "loreal "},
		{"筆記型電腦", "笔记型电脑"},
		{"🍷wine", " wine"},
		{"\u202eabc", " abc"},
		{"a\x00b", "a b"},
	} {
		if got := Fold(test.text); got != test.want {
			t.Errorf("Fold(%q) = %q, want %q", test.text, got, test.want)
		}
	}
	if got := Fold(strings.Repeat("茶", 5000)); len(got) > MaxBytes {
		t.Errorf("%d bytes are read", len(got))
	}
}

func TestBones(t *testing.T) {
	for _, pair := range [][2]string{{"cream", "crm"}, {"serum", "srm"}, {"normal", "nrml"}, {"dresses", "dress"}} {
		if Consonants(pair[0]) != Consonants(pair[1]) {
			t.Errorf("%s has consonants %s, %s has %s", pair[0], Consonants(pair[0]), pair[1], Consonants(pair[1]))
		}
	}
}

// has reports whether a text has a term.
func has(text string, k Kind, s string) bool {
	for _, t := range Read(text).Terms {
		if t.Hash == Hash(k, s) {
			return true
		}
	}
	return false
}

func TestRead(t *testing.T) {
	for _, test := range []struct {
		text string
		kind Kind
		term string
	}{
		{"leather shoes", Word, Stem("shoe")},
		{"leather shoes", Pair, Stem("leather") + " " + Stem("shoes")},
		{"婴幼儿奶粉", Gram, "婴幼儿"},
		{"婴幼儿奶粉", Gram, "奶粉"},
		{"honey 500g", Unit, "g"},
		{"vitamin b12", Word, "b12"},
		{"moisturis", Stub, "mois"},
		{"刀", Char, "刀"},
	} {
		if !has(test.text, test.kind, test.term) {
			t.Errorf("%q has no term %q of kind %d", test.text, test.term, test.kind)
		}
	}
	for _, term := range Read("SK-II 护肤 精华露230ml").Terms {
		if s := Read("SK-II 护肤 精华露230ml").Folded[term.At:term.End]; s == "" {
			t.Errorf("a term of nothing at %d", term.At)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("honey 500g 蜂蜜")
	f.Fuzz(func(t *testing.T, text string) {
		read := Read(text)
		for _, term := range read.Terms {
			if term.At < 0 || term.End > len(read.Folded) || term.At >= term.End {
				t.Fatalf("a term at %d to %d of %d", term.At, term.End, len(read.Folded))
			}
		}
		if again := Fold(read.Folded); strings.TrimSpace(again) != strings.TrimSpace(read.Folded) {
			t.Errorf("folded twice %q, once %q", again, read.Folded)
		}
	})
}

func TestKey(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"Manuka honey 500g", "manuka honey"},
		{"红酒500毫升", "红酒"},
		{"紅酒 750 ml", "红酒"},
		{"Bird's Nest", "birds nest"},
		{"T-shirt", "t shirt"},
		{"500g", ""},
		{"🍷", ""},
	} {
		if got := Key(Fold(test.text)); got != test.want {
			t.Errorf("Key(%q) = %q, want %q", test.text, got, test.want)
		}
	}
	if got := Stems("tomatoes cherries"); got != Stems("tomato cherry") {
		t.Errorf("stems are %q", got)
	}
}

func TestAlike(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"lipstik", "lipstick", true}, {"lipsticck", "lipstick", true}, {"lipstock", "lipstick", true},
		{"lipstcik", "lipstick", true},
		{"lipstick", "lipstick", true}, {"lipstk", "lipstick", false}, {"lipsitkc", "lipstick", false}, {"", "a", true},
		{"ab", "ba", true},
	} {
		if got := Alike(test.a, test.b); got != test.want || Alike(test.b, test.a) != test.want {
			t.Errorf("Alike(%q, %q) = %v", test.a, test.b, got)
		}
	}
}
