package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"importchecker/shared/eligibility"
)

// TestExamplesOfMissingFactsAreAccepted sends the example of every fact that an
// answer may ask for, where its pointer says.
func TestExamplesOfMissingFactsAreAccepted(t *testing.T) {
	goods := eligibility.Vocabulary()
	for _, key := range []eligibility.FactKey{
		eligibility.FactHSCode, eligibility.FactOrigin, eligibility.FactUnitPrice, eligibility.FactQuantity,
		eligibility.FactNetWeight, eligibility.FactSpentThisYear,
	} {
		goods = append(goods, key.Spec())
	}
	for _, spec := range goods {
		example(t, "/v1/goods/checks", `{"as_of": "2026-03-01", "item": {"hs_code": "04090000"}}`, spec, false)
	}
	services := eligibility.ServiceVocabulary()
	for _, key := range []eligibility.FactKey{eligibility.FactSector, eligibility.FactMode, eligibility.FactProviderHome} {
		services = append(services, key.Spec())
	}
	for _, spec := range services {
		example(t, "/v1/services/checks", `{"mode": 1, "sector": {"code": "7231"}}`, spec, true)
	}
}

func example(t *testing.T, route, body string, spec *eligibility.FactSpec, service bool) {
	t.Helper()
	var document any
	if err := json.Unmarshal([]byte(body), &document); err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal([]byte(spec.Sample()), &value); err != nil {
		t.Errorf("%s: the example %s is not JSON: %v", spec.Name, spec.Sample(), err)
		return
	}
	at := document.(map[string]any)
	path := strings.Split(spec.At(service)[1:], "/")
	for _, name := range path[:len(path)-1] {
		inner, ok := at[name].(map[string]any)
		if !ok {
			inner = map[string]any{}
			at[name] = inner
		}
		at = inner
	}
	at[path[len(path)-1]] = value
	sent, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	if got := newService(t).post(route, string(sent)); got.StatusCode != 200 {
		t.Errorf("%s: %s is answered with %d %s", spec.Name, sent, got.StatusCode, got.Body)
	}
}
