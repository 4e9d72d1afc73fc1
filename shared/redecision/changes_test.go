package redecision

import (
	"fmt"
	"strings"
	"testing"

	"importchecker/shared/event"
)

// TestChanges checks which changes are named, and that only a verdict, a tax or
// a condition makes the type DecisionChanged.
func TestChanges(t *testing.T) {
	const old = `{"channels":[
		{"channel":"general_trade","verdict":"conditional","basis":"official","reasons":[
			{"code":"inspection_required","effect":"condition","basis":"transcribed","citations":[{"list":"cn-tariff","entry":"1","quote":"AB"}]}],
		 "tax":{"status":"computed","total":"32.70"}},
		{"channel":"cbec_bonded","verdict":"conditional","reasons":[{"code":"inspection_required","effect":"condition","same_as":"general_trade"}],"tax":{}},
		{"channel":"cbec_direct","verdict":"conditional","same_as":"cbec_bonded"}]}`
	for _, row := range []struct{ name, was, is, event, changes string }{
		{"nothing", "", "", event.DecisionReworded, "[]"},
		{"a verdict", `"verdict":"conditional","basis":"official"`, `"verdict":"ineligible","basis":"official"`,
			event.DecisionChanged, "[{general_trade [verdict]}]"},
		{"a tax", "32.70", "33.00", event.DecisionChanged, "[{general_trade [tax]}]"},
		{"a condition, said once for two channels", `"quote":"AB"`, `"quote":"A"`, event.DecisionChanged,
			"[{general_trade [conditions]} {cbec_bonded [conditions]} {cbec_direct [conditions]}]"},
		{"a question more", `"reasons":[
`, `"reasons":[{"code":"fact_missing","effect":"needs_fact","fact":"used_goods"},
`, event.DecisionReworded, "[{general_trade [questions]}]"},
		{"the basis", `"basis":"official"`, `"basis":"reported"`, event.DecisionReworded, "[{general_trade [basis]}]"},
		{"a reason more", `"reasons":[
`, `"reasons":[{"code":"no_import_prohibition","effect":"permits"},
`, event.DecisionReworded, "[{general_trade [reasons]}]"},
		{"a channel less", `{"channel":"cbec_bonded"`, `{"channel":"yiwu_pilot"`, event.DecisionChanged,
			"[{yiwu_pilot [verdict]} {cbec_direct [conditions]} {cbec_bonded [verdict]}]"},
	} {
		changes, eventType, err := Changes([]byte(old), []byte(replaced(t, old, row.was, row.is)))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(changes); got != row.changes || eventType != row.event {
			t.Errorf("%s: got %s with %s, want %s with %s", row.name, eventType, got, row.event, row.changes)
		}
	}
	if _, _, err := Changes([]byte("{"), []byte("{}")); err == nil {
		t.Error("a decision that cannot be read was compared")
	}
}

// TestPointers checks that a reference to a reason of another channel is
// resolved to the right one, where that channel has several of one code.
func TestPointers(t *testing.T) {
	const old = `{"channels":[
		{"channel":"general_trade","reasons":[
			{"code":"fact_missing","effect":"needs_fact","fact":"used_goods"},
			{"code":"fact_missing","effect":"needs_fact","fact":"brand"}]},
		{"channel":"cbec_bonded","reasons":[
			{"code":"fact_missing","effect":"needs_fact","same_as":"general_trade"},
			{"code":"fact_missing","effect":"needs_fact","same_as":"general_trade"},
			{"code":"fact_missing","effect":"needs_fact","fact":"size"}]},
		{"channel":"cbec_direct","reasons":[
			{"code":"fact_missing","effect":"needs_fact","same_as":"general_trade"},
			{"code":"fact_missing","effect":"needs_fact","same_as":"cbec_bonded"}]}]}`
	for _, row := range []struct{ was, is, changes string }{
		{"brand", "model", "[{general_trade [questions]} {cbec_bonded [questions]}]"},
		{"used_goods", "new_goods", "[{general_trade [questions]} {cbec_bonded [questions]} {cbec_direct [questions]}]"},
		{"size", "weight", "[{cbec_bonded [questions]} {cbec_direct [questions]}]"},
	} {
		changes, _, err := Changes([]byte(old), []byte(replaced(t, old, row.was, row.is)))
		if got := fmt.Sprint(changes); err != nil || got != row.changes {
			t.Errorf("%s: got %s, %v, want %s", row.was, got, err, row.changes)
		}
	}
}

func replaced(t *testing.T, s, was, is string) string {
	t.Helper()
	out := strings.Replace(s, was, is, 1)
	if was != is && out == s {
		t.Fatalf("%q is not there", was)
	}
	return out
}
