package api_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"log/slog"
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/goods"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
)

// Prices in dollars for a million requests, and what is not measured here, as
// infra/README.md has them.
const (
	gatewayPrice = 1.00
	lambdaPrice  = 0.20
	tracePrice   = 5.00 / 20
	secondPrice  = 0.0000133334 / 2 // of half a gigabyte
	logPrice     = 0.50             // a GB
	sentPrice    = 0.09             // a GB

	billed  = 5 * time.Millisecond
	headers = 500 // bytes sent beside the body
)

// accessLine returns how many bytes the gateway's line for a check has, by the format
// in template.yaml.
func accessLine(t *testing.T) int {
	template, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	format := regexp.MustCompile(`Format: >-\n +(\{.*\})\n`).FindSubmatch(template)
	if format == nil {
		t.Fatal("template.yaml has no format of the access log")
	}
	values := map[string]string{"requestId": "JKJaXmPLvHcESHA=", "routeKey": "POST /v1/goods/checks", "status": "200",
		"responseLatency": "25", "responseLength": "4700"}
	return len(regexp.MustCompile(`\$context\.([\w.]+)`).ReplaceAllStringFunc(string(format[1]), func(name string) string {
		return cmp.Or(values[name[len("$context."):]], "-") // which the gateway writes for nothing
	}))
}

// TestCostOfACheck checks the cost of a million checks, and that the table of
// infra/README.md has the measured values.
func TestCostOfACheck(t *testing.T) {
	readme, err := os.ReadFile("../../infra/README.md")
	if err != nil {
		t.Fatal(err)
	}
	access := accessLine(t)
	var together []float64
	for _, check := range []struct {
		name, channels string
		most           float64
	}{
		{"general trade", `"channels":["general_trade"],`, 2.25},
		{"all channels", "", 2.75},
	} {
		logged, sent := costOf(t, check.channels)
		dollars := gatewayPrice + lambdaPrice + tracePrice + billed.Seconds()*secondPrice*1e6 +
			float64(logged+access)*logPrice/1e3 + float64(sent+headers)*sentPrice/1e3
		t.Logf("%s: %d bytes logged beside the gateway's %d, %d sent: $%.3f a million", check.name, logged, access, sent, dollars)
		if dollars > check.most {
			t.Errorf("%s: $%.2f a million, want at most $%.2f", check.name, dollars, check.most)
		}
		together = append(together, dollars)
	}
	// A line of the log may be a byte longer, such as for a duration.
	row := regexp.MustCompile(`\| \*\*together\*\* \| \| \*\*\$([\d.]+)\*\* \| \*\*\$([\d.]+)\*\* \|`).FindSubmatch(readme)
	for i, want := range together {
		if row == nil {
			t.Fatal("infra/README.md does not have the row of what it is together")
		}
		if said, err := strconv.ParseFloat(string(row[1+i]), 64); err != nil || math.Abs(said-want) > 0.015 {
			t.Errorf("infra/README.md says $%s for $%.2f, %v", row[1+i], want, err)
		}
	}
}

// costOf returns how many bytes a check of honey makes the function log, and how many
// its answer has as gzip.
func costOf(t *testing.T, channels string) (logged, sent int) {
	var lines bytes.Buffer
	checker := eligibility.NewChecker(list.BuiltIn())
	now := func() time.Time { return start }
	metrics := api.NewMetrics(&lines, "import-checker", "import-checker-check-goods", nil)
	routes := goods.New(goods.Handlers{Checker: func() *eligibility.Checker { return checker }, Now: now})
	req := api.Request{
		RouteKey: "POST /v1/goods/checks",
		Headers: map[string]string{"content-type": "application/json", "accept-encoding": "gzip",
			"x-amzn-trace-id": "Root=1-67891233-abcdef012345678912345678"},
		Body: `{"as_of":"2026-03-01",` + channels + `"item":{"ref":"SKU-1","hs_code":"04090000","origin":"NZ",
			"unit_price":{"amount":"129.00","currency":"CNY"},"quantity":1}}`,
	}
	req.RequestContext.RequestID = "JKJaXmPLvHcESHA="
	res, err := api.Serve(routes, slog.New(slog.NewJSONHandler(&lines, nil)), now, metrics)(context.Background(), req)
	if err != nil || res.StatusCode != 200 || !res.IsBase64Encoded {
		t.Fatal(err, res.StatusCode, res.Body)
	}
	packed, err := base64.StdEncoding.DecodeString(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return lines.Len(), len(packed)
}
