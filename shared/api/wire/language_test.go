package wire

import (
	"testing"

	"importchecker/shared/api/language"
	"importchecker/shared/edition"
)

func TestInLanguage(t *testing.T) {
	for _, tt := range []struct{ doc, en, zh string }{
		{`{"a":{"en":"x","zh":"y"}}`, `{"a":{"en":"x"}}`, `{"a":{"zh":"y"}}`},
		{`[{"en":"x","zh":"y"},{"en":"","zh":""}]`, `[{"en":"x"},{"en":""}]`, `[{"zh":"y"},{"zh":""}]`},
		{`{"en":"a \"quoted\" word","zh":"“引”"}`, `{"en":"a \"quoted\" word"}`, `{"zh":"“引”"}`},
		// within a string
		{`{"a":"{\"en\":\"x\",\"zh\":\"y\"}"}`, `{"a":"{\"en\":\"x\",\"zh\":\"y\"}"}`, `{"a":"{\"en\":\"x\",\"zh\":\"y\"}"}`},
		// no text
		{`{"en":"x","zh":"y","more":1}`, `{"en":"x","zh":"y","more":1}`, `{"en":"x","zh":"y","more":1}`},
		{`{"en":"x"}`, `{"en":"x"}`, `{"en":"x"}`},
		{`{"name_en":"x","name_zh":"y"}`, `{"name_en":"x","name_zh":"y"}`, `{"name_en":"x","name_zh":"y"}`},
	} {
		for l, want := range map[language.Language]string{language.English: tt.en, language.Chinese: tt.zh,
			language.Both: tt.doc} {
			if got := InLanguage(tt.doc, l); got != want {
				t.Errorf("%s in %s: got %s; want %s", tt.doc, l, got, want)
			}
		}
	}
}

// A document written in one language is the one written in both with the other
// taken out.
func TestWrittenInLanguage(t *testing.T) {
	write := func(w *Writer) string {
		w.Begin('{')
		w.Text("summary", edition.Text{EN: "a \"b\"", ZH: "甲"})
		w.Array("why")
		w.TextValue(edition.Text{EN: "c", ZH: "乙"})
		w.End(']')
		w.End('}')
		return w.Done()
	}
	for _, l := range []language.Language{language.English, language.Chinese, language.Both} {
		if got, want := write(In(l)), InLanguage(write(New()), l); got != want {
			t.Errorf("%s: got %s; want %s", l, got, want)
		}
	}
}
