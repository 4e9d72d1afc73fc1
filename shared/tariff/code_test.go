package tariff

import (
	"errors"
	"testing"
)

func TestParseCode(t *testing.T) {
	for _, test := range []struct {
		name, in string
		want     Code
		err      error
	}{
		{"chapter, its zero kept", "04", "04", nil},
		{"heading", "0409", "0409", nil},
		{"subheading as the HS prints it", "0409.00", "040900", nil},
		{"subheading with a space", "8517 13", "851713", nil},
		{"tariff line as the Chinese schedule prints it", "2208.3000", "22083000", nil},
		{"tariff line, dotted throughout", "0409.00.00", "04090000", nil},
		{"declarable", "0409000000", "0409000000", nil},
		{"space around", " 0409000000 ", "0409000000", nil},

		{"a zero lost in a spreadsheet", "409", "", ErrCodeLength},
		{"a zero lost, ten digits meant", "409000000", "", ErrCodeLength},
		{"one digit", "4", "", ErrCodeLength},
		{"13 digits of the inspection code", "0409000000101", "", ErrCodeLength},
		{"twelve digits", "040900000010", "", ErrCodeLength},
		{"nothing", "", "", ErrCodeLength},
		{"nothing but dots", "...", "", ErrCodeLength},
		{"a letter", "0409000O", "", ErrCodeCharacter},
		{"a hyphen", "0409-00", "", ErrCodeCharacter},
		{"full-width digits", "０４０９", "", ErrCodeCharacter},
		{"a line break", "0409\n", "", ErrCodeCharacter},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := ParseCode(test.in)
			if got != test.want || !errors.Is(err, test.err) {
				t.Errorf("ParseCode(%q) = %q, %v, want %q, %v", test.in, got, err, test.want, test.err)
			}
		})
	}
}

func TestCodeLevels(t *testing.T) {
	const c Code = "8517130000"
	for _, test := range []struct {
		level  Level
		name   string
		code   Code
		dotted string
	}{
		{Chapter, "chapter", "85", "85"},
		{Heading, "heading", "8517", "8517"},
		{Subheading, "subheading", "851713", "8517.13"},
		{TariffLine, "tariff_line", "85171300", "8517.13.00"},
		{Declarable, "declarable", "8517130000", "8517.13.00.00"},
	} {
		got := c.At(test.level)
		if got != test.code || got.Level() != test.level || got.Dotted() != test.dotted {
			t.Errorf("%s: got %s, %s, %s", test.name, got, got.Level(), got.Dotted())
		}
		if test.level.String() != test.name || len(test.code) != test.level.Digits() {
			t.Errorf("level %d is %q with %d digits", test.level, test.level, test.level.Digits())
		}
		if !got.Contains(c) {
			t.Errorf("%s does not contain %s", got, c)
		}
	}
	if got := Code("85").At(TariffLine); got != "85" {
		t.Errorf("a chapter at the level of lines is %s, want itself", got)
	}
	if c.Line() != "85171300" {
		t.Errorf("line of %s is %s", c, c.Line())
	}
	if Code("8517").Contains("8518") || Code("8517").Contains("85") {
		t.Error("8517 contains what is not under it")
	}
	if Level(0).String() != "" || Level(99).String() != "" {
		t.Error("a level that is none has a name")
	}
}

func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"", "04", "409", "0409.00.00", "8517 13", " 2208.3000 ", "0409000000", "0409-00", "０４",
		"\xff", "...."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCode(s)
		if err != nil {
			if c != "" {
				t.Errorf("ParseCode(%q) = %q beside an error", s, c)
			}
			return
		}
		for _, form := range []string{string(c), c.Dotted()} {
			if again, err := ParseCode(form); again != c || err != nil {
				t.Errorf("ParseCode(%q) = %q, %v, want %q, which it was read from", form, again, err, c)
			}
		}
		if len(c) != c.Level().Digits() || c.Level() < Chapter || c.Level() > Declarable {
			t.Errorf("%q has level %d", c, c.Level())
		}
		// Lookups must not panic for any digits.
		table := tables[0]
		lo, hi := table.Range(c)
		if _, ok := table.Node(c); ok != (lo < hi) {
			t.Errorf("%s: lines [%d, %d) but Node says %t", c, lo, hi, ok)
		}
		if l := table.Lineage(c); lo < hi && len(l.Candidates) > 0 {
			t.Errorf("%s is held and has candidates", c)
		}
	})
}
