package api

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"importchecker/shared/eligibility"
	"importchecker/shared/list"
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
	serve := Serve(NewGoods(Goods{
		Checker: func() *eligibility.Checker { return checker },
		Now:     time.Now,
	}), slog.New(slog.DiscardHandler), time.Now)
	req := Request{
		RouteKey: "POST /v1/goods/checks",
		Headers:  map[string]string{"content-type": "application/json"},
		Body:     contractRequest,
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
