package edition

import "testing"

func TestCoverage(t *testing.T) {
	for _, row := range []struct {
		name         string
		stated, held int
		want         Coverage
	}{
		{"all rows", 1476, 1476, Complete},
		{"one short", 1476, 1475, Partial},
		{"one too many", 1476, 1477, Partial}, // counts that do not agree prove nothing
		{"none", 1321, 0, Partial},
		{"no count stated", 0, 0, Partial}, // an edition without rows is not a complete list of nothing
		{"no count stated, rows held", 0, 3, Partial},
		{"a negative count", -1, -1, Partial},
	} {
		e := &Edition{Stated: row.stated, Held: row.held}
		if got := e.Coverage(); got != row.want {
			t.Errorf("%s: got %s, want %s", row.name, got, row.want)
		}
	}
}

func TestCoverageNames(t *testing.T) {
	for c, want := range map[Coverage]string{0: "", Partial: "partial", Complete: "complete", Complete + 1: ""} {
		if got := c.String(); got != want {
			t.Errorf("Coverage(%d).String() = %q, want %q", c, got, want)
		}
	}
}

func TestWeaker(t *testing.T) {
	for _, row := range []struct{ a, b, want Basis }{
		{Sample, Official, Sample},
		{Reported, Law, Reported},
		{Reported, Official, Reported},
		{Reported, Transcribed, Reported},
		{Transcribed, Law, Transcribed},
		{Law, Official, Law},
		{Sample, Reported, Sample},
		{Official, Official, Official},
		{0, Reported, Reported}, // none gives way to any
		{0, 0, 0},
	} {
		if got := Weaker(row.a, row.b); got != row.want {
			t.Errorf("Weaker(%q, %q) = %q, want %q", row.a, row.b, got, row.want)
		}
		if got := Weaker(row.b, row.a); got != row.want {
			t.Errorf("Weaker(%q, %q) = %q, want %q", row.b, row.a, got, row.want)
		}
	}
}

func TestBasisNames(t *testing.T) {
	for b, name := range map[Basis]string{Sample: "sample", Reported: "reported", Transcribed: "transcribed", Law: "law",
		Official: "official"} {
		if b.String() != name {
			t.Errorf("Basis(%d).String() = %q, want %q", b, b, name)
		}
		if got, ok := ParseBasis(name); !ok || got != b {
			t.Errorf("ParseBasis(%q) = %d, %t, want %d", name, got, ok, b)
		}
	}
	for _, name := range []string{"", "Official", "offical", " law", "guess"} {
		if got, ok := ParseBasis(name); ok || got != 0 {
			t.Errorf("ParseBasis(%q) = %q, %t", name, got, ok)
		}
	}
	if got := (Official + 1).String(); got != "" {
		t.Errorf("a basis beyond the last is called %q", got)
	}
}
