// Command years prints what a program with two built-in schedules answers on
// both sides of a turn of the year. TestTwoYears builds it with an invented
// second schedule.
package main

import (
	"fmt"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

func main() {
	for _, day := range []edition.Date{20251231, 20260101, 20261231, 20270101, 20270630, 20270701, 20280101} {
		table, ok := tariff.At(day)
		if !ok {
			before, had := tariff.BuiltIn().Before(day)
			last := "none"
			if had {
				last = before.Edition().ID
			}
			fmt.Println(day, "no schedule; the last one:", last)
			continue
		}
		if err := table.Verify(); err != nil {
			fmt.Println(err)
		}
		honey, _ := table.Lookup("0409000000")
		lo, _ := table.Range("2208300000")
		_, horses := table.Lookup("0101210010")
		fmt.Println(day, table.Edition().ID, table.Len(), honey.MFN.Text, table.LineOn(lo, day).MFN.Text, horses,
			len(table.Lineage("0101210010").Candidates))
	}
}
