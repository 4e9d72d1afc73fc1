package tariff

import "testing"

// TestLetters checks that every letter of the tariff has a name, and applies in the
// direction of its column.
func TestLetters(t *testing.T) {
	table := Tables()[0]
	for i := range table.Len() {
		l := table.Line(i)
		for _, letter := range []byte(l.Supervision) {
			if s, ok := SupervisionOf(letter); !ok || !s.Import && !s.Export {
				t.Errorf("%s: supervision %c: %+v", l.Code, letter, s)
			}
		}
		for _, letter := range []byte(l.InspectionImport) {
			if s, ok := InspectionOf(letter); !ok || !s.Import {
				t.Errorf("%s: inspection on import %c: %+v", l.Code, letter, s)
			}
		}
		for _, letter := range []byte(l.InspectionExport) {
			if s, ok := InspectionOf(letter); !ok || !s.Export {
				t.Errorf("%s: inspection on export %c: %+v", l.Code, letter, s)
			}
		}
	}
}

func TestSupervisionOf(t *testing.T) {
	for _, r := range readSource(t, "supervision.csv") {
		want := Supervision{Letter: r["code"][0], NameZH: r["name_zh"], NameEN: r["name_en"],
			Import: r["applies_import"] == "1", Export: r["applies_export"] == "1"}
		if got, ok := SupervisionOf(want.Letter); !ok || got != want {
			t.Errorf("SupervisionOf(%c) = %+v, %t, want %+v", want.Letter, got, ok, want)
		}
	}
	small, _ := SupervisionOf('x')
	capital, _ := SupervisionOf('X')
	if small == capital {
		t.Error("x and X are the same")
	}
	for _, letter := range []byte{0, ' ', 'C', 'u', 0xff} { // u is used in no line, and not held
		if s, ok := SupervisionOf(letter); ok {
			t.Errorf("SupervisionOf(%q) = %+v", letter, s)
		}
	}
}

func TestInspectionOf(t *testing.T) {
	for _, r := range readSource(t, "inspection.csv") {
		want := Inspection{Letter: r["code"][0], NameZH: r["name_zh"], NameEN: r["name_en"],
			Import: r["direction"] == "import", Export: r["direction"] == "export"}
		if got, ok := InspectionOf(want.Letter); !ok || got != want {
			t.Errorf("InspectionOf(%c) = %+v, %t, want %+v", want.Letter, got, ok, want)
		}
	}
	if s, ok := InspectionOf('A'); ok {
		t.Errorf("InspectionOf(A) = %+v", s)
	}
}
