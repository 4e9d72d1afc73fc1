package api_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"importchecker/shared/api"
	"importchecker/shared/api/byname"
	"importchecker/shared/api/goods"
	serviceroutes "importchecker/shared/api/services"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/search/learned"
)

// contractRequest is the request that the contract shows, with every field.
const contractRequest = `{"as_of": "2026-03-01", "channels": ["general_trade", "cbec_bonded", "cbec_direct", "yiwu_pilot"],
 "item": {"ref": "SKU-1", "hs_code": "0409.00.00", "name": "天然蜂蜜 500g", "origin": "NZ",
          "unit_price": {"amount": "129.00", "currency": "CNY"}, "quantity": 1, "net_weight_g": 500,
          "facts": {"endangered_species": false}},
 "buyer": {"spent_this_year": {"amount": "1200.00", "currency": "CNY"}}}`

// A whole check, from the event to the response and its log line.
func BenchmarkCheck(b *testing.B) {
	checker := eligibility.NewChecker(list.BuiltIn())
	benchmark(b, goods.New(goods.Handlers{Names: byname.New(learned.Engine()),
		Checker: func() *eligibility.Checker { return checker }, Now: time.Now}), "POST /v1/goods/checks", contractRequest)
}

// A whole check of a service, for one place, and for all places and a whole section.
func BenchmarkServiceCheck(b *testing.B) {
	checker := eligibility.NewChecker(list.BuiltIn())
	routes := serviceroutes.New(serviceroutes.Handlers{Checker: func() *eligibility.Checker { return checker },
		Now: time.Now})
	for name, body := range map[string]string{
		"class":   `{"as_of": "2026-03-01", "place": "ftz", "mode": 4, "sector": {"code": "7231"}, "provider": {"home": "HK"}}`,
		"compare": `{"as_of": "2026-03-01", "compare": true, "mode": 4, "sector": {"code": "7231"}, "provider": {"home": "HK"}}`,
		"section": `{"as_of": "2026-03-01", "compare": true, "mode": 4, "sector": {"code": "C"}, "provider": {"home": "HK"}}`,
		"words":   `{"as_of": "2026-03-01", "place": "ftz", "mode": 4, "sector": {"text": "报关"}}`,
	} {
		b.Run(name, func(b *testing.B) { benchmark(b, routes, "POST /v1/services/checks", body) })
	}
}

func benchmark(b *testing.B, routes api.Routes, route, body string) {
	serve := api.Serve(routes, slog.New(slog.DiscardHandler), time.Now, nil)
	req := api.Request{
		RouteKey: route,
		Headers:  map[string]string{"content-type": "application/json"},
		Body:     body,
	}
	req.RequestContext.RequestID = "bench"
	b.ReportAllocs()
	for b.Loop() {
		res, _ := serve(context.Background(), req)
		if res.StatusCode != 200 {
			b.Fatal(res.Body)
		}
		b.SetBytes(int64(len(res.Body)))
	}
}

// BenchmarkInvoke measures a check from the bytes of the event to those of the answer,
// beside the minimum for a handler in Go: to read the event and the body, and to write
// a body of as many bytes.
func BenchmarkInvoke(b *testing.B) {
	checker := eligibility.NewChecker(list.BuiltIn())
	routes := goods.New(goods.Handlers{Checker: func() *eligibility.Checker { return checker }, Now: time.Now})
	serve := api.Serve(routes, slog.New(slog.DiscardHandler), time.Now, nil)
	event, err := json.Marshal(api.Request{
		Version: "2.0", RouteKey: "POST /v1/goods/checks", RawPath: "/v1/goods/checks", Body: contractRequest,
		Headers: map[string]string{"content-type": "application/json", "accept": "application/json",
			"host": "api.example.com", "user-agent": "shop/1.0"},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RequestID: "bench", HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: "POST",
				Path: "/v1/goods/checks"},
		},
	})
	if err != nil {
		b.Fatal(err)
	}
	answer, err := serve.Invoke(context.Background(), event)
	if err != nil || len(answer) < 5000 {
		b.Fatal(err, string(answer))
	}
	var res api.Response
	if err := json.Unmarshal(answer, &res); err != nil {
		b.Fatal(err)
	}
	b.Run("check", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			serve.Invoke(context.Background(), event)
		}
	})
	b.Run("minimal", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var req api.Request
			var body map[string]any
			if json.Unmarshal(event, &req) != nil || json.Unmarshal([]byte(req.Body), &body) != nil {
				b.Fatal("no event")
			}
			json.Marshal(api.Response{StatusCode: 200, Headers: res.Headers, Body: string(append([]byte(nil), res.Body...))})
		}
	})
}
