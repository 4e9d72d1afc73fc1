package table

import "testing"

func TestCSV(t *testing.T) {
	const answer = `{"items": [
		{"code": "04090000", "name": {"en": "Honey", "zh": "蜂蜜"}, "n": 7.50, "ok": true, "tags": ["a", "b"],
		 "channels": [{"channel": "x", "verdict": "eligible"}, {"channel": "y", "verdict": "conditional"}]},
		{"code": "=1+1", "name": {"en": "a, \"b\"\nc"}, "n": null, "channels": []},
		{"code": "-5", "name": "plain"}],
		"other": [{"code": "@cmd"}]}`
	got, err := Table{
		Rows: []Rows{{Path: "items", Kind: "first"}, {Path: "other", Kind: "second"}},
		Columns: []Column{{Name: "kind"}, Col("code"), Col("name"), Col("n"), Col("ok"), Col("tags"),
			{"verdict", "channels[channel=y].verdict"}, {"all", "channels.verdict"}},
	}.CSV([]byte(answer))
	want := "\ufeffkind,code,name,n,ok,tags,verdict,all\n" +
		"first,04090000,蜂蜜,7.50,true,a; b,conditional,eligible; conditional\n" +
		"first,'=1+1,\"a, \"\"b\"\"\nc\",,,,,\n" +
		"first,-5,plain,,,,,\n" +
		"second,'@cmd,,,,,,\n"
	if err != nil || got != want {
		t.Errorf("%v\n got %q\nwant %q", err, got, want)
	}
	// An answer that is no list is one row.
	got, err = Table{Rows: []Rows{{}}, Columns: []Column{Col("a")}}.CSV([]byte(`{"a": 1}`))
	if err != nil || got != "\ufeffa\n1\n" {
		t.Errorf("%v %q", err, got)
	}
	if _, err := (Table{}).CSV([]byte(`{`)); err == nil {
		t.Error("no JSON, and no error")
	}
}
