package functions

import (
	"crypto/ecdsa"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// TestLogs checks that the logs of the deployed programs are lines of JSON with ids of request and trace,
// without anything that was sent: tokens, sellers, names or bodies.
func TestLogs(t *testing.T) {
	t.Parallel()
	table := newTable(t)
	p := newProvider(t)
	key := newKey(t)
	p.publish(map[string]*ecdsa.PrivateKey{"k1": key})
	d := deploy(t, table, "OIDC_ISSUER="+p.URL)
	token := sign(t, jose.ES256, key, "k1", p.claims("SECRET-SELLER"))
	maintainer := sign(t, jose.ES256, key, "k1", p.claims("SECRET-MAINTAINER"),
		func(c map[string]any) { c["scope"] = "maintainer" })
	const item = `{"ref":"SECRET-REF","hs_code":"0409000000","name":"SECRET-NAME","origin":"NZ","unit_price":{"amount":"77123.45","currency":"CNY"}}`
	var location string
	var ids []string
	for _, step := range []struct {
		method, path, authorization, body string
		status                            int
	}{
		{"POST", "/v1/goods/checks", "", `{"item":` + item + `}`, 200},
		{"POST", "/v1/goods/checks", "", `{"item":{"hs_code":"SECRET-CODE"},"SECRET-FIELD":"SECRET-VALUE"}`, 400},
		{"POST", "/v1/goods/checks", "", `{"SECRET-BROKEN`, 400},
		{"POST", "/v1/goods/checks/batch", "", `{"items":[` + item + `,{"hs_code":"3304"}]}`, 200},
		{"GET", "/v1/tariff/0409?SECRET-PARAMETER=SECRET-VALUE", "", "", 400},
		{"GET", "/v1/tariff/0409", "", "", 200},
		{"GET", "/SECRET-PATH", "", "", 404},
		{"POST", "/v1/submissions", "Bearer " + token, `{"item":` + item + `}`, 201},
		{"POST", "/v1/submissions", "Bearer " + token, `{"item":` + item + `}`, 201}, // again, with its key
		{"GET", "/v1/submissions?ref=SECRET-REF", "Bearer " + token, "", 200},
		{"GET", "LOCATION", "Bearer " + token, "", 200},
		{"GET", "/v1/submissions/SECRET-ID", "Bearer " + token, "", 404},
		{"GET", "/v1/submissions", "Bearer " + token + "x", "", 403},
		{"GET", "/v1/submissions", "Bearer SECRET-TOKEN", "", 403},
		{"POST", "/v1/webhooks", "Bearer " + token, `{"url":"https://secret.example/SECRET-PATH","note":"SECRET-NOTE"}`, 201},
		{"GET", "/v1/webhooks", "Bearer " + token, "", 200},
		{"GET", "/v1/events", "Bearer " + token, "", 200},
		{"GET", "/v1/lists/cbec-retail-import/imports", "Bearer " + token, "", 403},
		{"GET", "/v1/lists/cbec-retail-import/imports", "Bearer " + maintainer, "", 200},
		{"POST", "/v1/lists/cbec-retail-import/imports?edition=SECRET-EDITION&source=https://secret.example/", "Bearer " +
			maintainer, "SECRET,ANNEX", 422},
		{"GET", "/readyz", "", "", 200},
		{"GET", "/healthz", "", "", 200},
	} {
		status, text, header := d.ask(t, step.method, strings.Replace(step.path, "LOCATION", location, 1), step.authorization,
			step.body,
			"User-Agent", "SECRET-AGENT", "Cookie", "SECRET=COOKIE", "Idempotency-Key", "SECRET-KEY")
		if status != step.status {
			t.Errorf("%s %s: %d, want %d: %s", step.method, step.path, status, step.status, text)
		}
		if l := header.Get("Location"); l != "" {
			location = l
		}
		ids = append(ids, header.Get("X-Correlation-Id"))
	}
	// The output of programs arrives asynchronously.
	logged := func(id string) bool {
		return strings.Contains(d.log.String(), fmt.Sprintf(`"correlation_id":%q`, id))
	}
	for _, id := range ids {
		for begun := time.Now(); id != "" && !logged(id) && time.Since(begun) < 5*time.Second; {
			time.Sleep(10 * time.Millisecond)
		}
		if id == "" || !logged(id) {
			t.Errorf("correlation id %q is not in the log", id)
		}
	}

	kinds := map[string]int{}
	for line := range strings.Lines(d.log.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Errorf("no JSON: %v: %s", err, line)
			continue
		}
		for _, secret := range []string{"SECRET", "Bearer", "secret.example", "whsec_", token, token[:40],
			token[len(token)-40:], "77123.45", "NZ", "unit_price"} {
			if strings.Contains(line, secret) {
				t.Errorf("it tells %q: %s", secret, line)
			}
		}
		if _, metrics := fields["_aws"]; metrics {
			kinds["metrics"]++
			continue
		}
		kind, _ := fields["msg"].(string)
		kinds[kind]++
		for _, name := range []string{"time", "level", "correlation_id", "trace_id"} {
			if text, _ := fields[name].(string); text == "" {
				t.Errorf("without %s: %s", name, line)
			}
		}
		if _, decided := fields["verdicts"]; decided {
			for _, name := range []string{"reasons", "editions", "as_of"} {
				if text, _ := fields[name].(string); text == "" {
					t.Errorf("a decision without its %s: %s", name, line)
				}
			}
			if _, ok := fields["duration_ms"].(float64); !ok {
				t.Errorf("a decision without its duration: %s", line)
			}
		}
	}
	t.Logf("lines: %v", kinds)
	if kinds["request"] != 20 || kinds["decision"] != 2 || kinds["denied"] != 2 || kinds["metrics"] == 0 {
		t.Errorf("lines %v", kinds)
	}
	for _, want := range []string{`"StoreTransact"`, `"StoreQuery"`, `"Decisions"`, `"ListAge"`, `"replayed":true`,
		`"submission":"`} {
		if !strings.Contains(d.log.String(), want) {
			t.Errorf("no %s in the log", want)
		}
	}
}
