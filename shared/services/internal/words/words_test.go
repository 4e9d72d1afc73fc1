package words

import (
	"slices"
	"testing"

	terms "importchecker/shared/search/words"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Legal services", "legal service"},
		{"Lawyers, and related (legal) services.", "lawyer and related legal service"},
		{"Industries", "industry"},
		{"glass business", "glass business"}, // a double s is no plural
		{"gas", "gas"},                       // nor is a short word's s
		{"3D printing", "3d printing"},
		{"法律 services", "service"},
		{"法律", ""},
		{"", ""},
	} {
		if got := Fold(c.name); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.name, got, c.want)
		}
		if got := Fold(Fold(c.name)); got != Fold(c.name) {
			t.Errorf("%q folds again, into %q", Fold(c.name), got)
		}
	}
	if got := Han("a 农、林b业"); !slices.Equal(got, []rune("农林业")) {
		t.Errorf("Han = %q", string(got))
	}
}

func TestHanSimplifies(t *testing.T) {
	for _, c := range []struct{ traditional, want string }{
		{"報關", "报关"}, {"雲端運算", "云端运算"}, {"網路遊戲", "网络游戏"}, {"軟體開發", "软件开发"}, {"計程車", "出租车"}, {"醫師", "医师"}, {"律師事務所", "律师事务所"},
		{"报关", "报关"}, {"飛機 airline", "飞机"},
	} {
		if got := string(Han(c.traditional)); got != c.want {
			t.Errorf("Han(%q) = %q, want %q", c.traditional, got, c.want)
		}
	}
}

func TestNear(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"lottery", "lotery", true},
		{"lottery", "lottrey", true}, // two letters swapped
		{"cruising", "crusing", true},
		{"insurance", "insurence", true},
		{"telemedicine", "telemedecin", true},
		{"bank", "tank", true},
		{"bar", "car", false}, // three letters leave no room
		{"audit", "adult", false},
		{"shipping", "shopping", true}, // why a word that is known itself comes first
		{"lawyer", "layer", true},
		{"pilotage", "percentage", false},
	} {
		if got := Near(c.a, c.b); got != c.want || Near(c.b, c.a) != c.want {
			t.Errorf("Near(%q, %q) = %t, want %t", c.a, c.b, got, c.want)
		}
	}
}

// TestTrades checks that words for the same trade share a term in both languages.
func TestTrades(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"van hire", "货车租赁", true}, {"car rentals", "leasing of vehicles", true}, {"补习", "piano lessons", true},
		{"van hire", "货车修理", false}, {"出租", "租赁", true}, {"", "", false},
	} {
		if got := shareTrade(Read(test.a), Read(test.b)); got != test.want {
			t.Errorf("%q and %q: %t", test.a, test.b, got)
		}
	}
}

// shareTrade reports whether two texts have a trade in common.
func shareTrade(a, b terms.Text) bool {
	for _, x := range a.Terms {
		for _, y := range b.Terms {
			if x.Hash == y.Hash && a.Folded[x.At:x.End] != b.Folded[y.At:y.End] {
				return true
			}
		}
	}
	return false
}
