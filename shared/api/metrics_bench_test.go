package api

import (
	"io"
	"testing"
	"time"

	"importchecker/shared/eligibility"
	"importchecker/shared/list"
)

func BenchmarkMetrics(b *testing.B) {
	checker := eligibility.NewChecker(list.BuiltIn())
	d := checker.Goods(&eligibility.GoodsDeclaration{AsOf: 20260301, Item: eligibility.Item{Code: "0409000000"}})
	m := NewMetrics(io.Discard, "shop", "fn", nil)
	rec := &record{now: time.Now}
	rec.Decided(NotInBatch, d)
	b.ReportAllocs()
	for b.Loop() {
		m.record(rec, time.Now())
	}
}
