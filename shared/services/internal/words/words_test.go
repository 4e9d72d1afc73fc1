package words

import (
	"slices"
	"testing"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Legal services", " legal service "},
		{"Lawyers, and related (legal) services.", " lawyer and related legal service "},
		{"Industries", " industry "},
		{"glass business", " glass business "}, // a double s is no plural
		{"gas", " gas "},                       // nor is a short word's s
		{"3D printing", " 3d printing "},
		{"法律 services", " service "},
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
