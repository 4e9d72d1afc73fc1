package main

import (
	"fmt"
	"slices"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

// listRows is the number of rows of the retail list of 2022.
const listRows = 1476

// scale times all channels on retail lists of growing size. load is the time to prepare the lists.
func scale(lines []line, rounds int) []result {
	var checkers []*eligibility.Checker
	var results []result
	for _, times := range []int{1, 10, 100} {
		catalogue := list.BuiltIn().With(invented(times * listRows))
		start := time.Now()
		checkers = append(checkers, eligibility.NewChecker(catalogue))
		results = append(results, result{name: fmt.Sprintf("%s rows", edition.Thousands(times*listRows)),
			load: time.Since(start)})
	}
	value := money.Amount(price)
	d := &eligibility.GoodsDeclaration{AsOf: day, Item: eligibility.Item{Origin: origin, UnitPrice: &value, Quantity: 1}}
	var memory eligibility.Memory
	for range rounds {
		for i, c := range checkers {
			start, n := time.Now(), 0
			for time.Since(start) < slice {
				for range 16 {
					d.Item.Code = tariff.Code(lines[n%len(lines)].Code)
					c.GoodsIn(&memory, d)
					n++
				}
			}
			results[i].took = append(results[i].took, time.Since(start)/time.Duration(n))
		}
	}
	return results
}

// invented returns a complete retail list with n rows.
func invented(n int) *list.Edition {
	builtIn, _ := list.BuiltIn().List(list.CBEC)
	e := *builtIn.Editions[len(builtIn.Editions)-1]
	e.Sample, e.Stated, e.Held, e.Entries = true, n, n, nil
	e.ID, e.From = "invented", e.From+1
	for _, code := range rowCodes(n) {
		e.Entries = append(e.Entries, list.Entry{ID: code, Kind: list.Listed, Code: tariff.Code(code), NameZH: code,
			Basis: edition.Sample})
	}
	return &e
}

// rowCodes returns the same tariff lines for every n, filled up with codes of no goods, so that the answers are
// the same on each list.
func rowCodes(n int) []string {
	table, _ := tariff.At(day)
	var eights, codes []string
	for i := range table.Len() {
		if c := string(table.Code(i))[:8]; len(eights) == 0 || eights[len(eights)-1] != c {
			eights = append(eights, c)
		}
	}
	for i := range listRows {
		codes = append(codes, eights[i*len(eights)/listRows])
	}
	for i := 0; len(codes) < n; i++ {
		c := fmt.Sprintf("%s%02d", eights[i%len(eights)], 1+i/len(eights))
		if lo, hi := table.Range(tariff.Code(c)); lo == hi {
			codes = append(codes, c)
		}
	}
	slices.Sort(codes)
	return codes
}
