package duty

//go:generate go run gen.go

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// Days of the duties on goods of the United States: the table has their totals on the
// first day, and the part of March 2025 ended on the second, at 13:01.
const (
	summedFrom edition.Date = 20250328
	marchEnded edition.Date = 20251110
)

// A record of the table is ten bytes: the tariff line, the total of 2025-03-28 and the
// remainder of it, both as indexes of tableRates. unresolved stands for a remainder that
// is unknown.
const (
	recordWidth = 10
	lineDigits  = 8
	totalAt     = 8
	remainderAt = 9
	unresolved  = 0xff
)

// Lines returns the number of tariff lines in the table of duties on goods of the
// United States.
func Lines() int { return len(usLines) / recordWidth }

// usRecord returns the first record whose tariff line begins with the code, or "".
func usRecord(code tariff.Code) string {
	lo, hi := 0, Lines()
	for lo < hi {
		if mid := (lo + hi) / 2; usLines[mid*recordWidth:mid*recordWidth+lineDigits] < string(code) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == Lines() || !strings.HasPrefix(usLines[lo*recordWidth:], string(code)) {
		return ""
	}
	return usLines[lo*recordWidth : (lo+1)*recordWidth]
}

// countermeasure returns the duties of 2018 to 2025 on goods of the United States,
// without the ten per cent on all goods.
func countermeasure(code tariff.Code, day edition.Date) (Measure, bool) {
	if day < summedFrom || len(code) < lineDigits {
		return Measure{}, false
	}
	record := usRecord(code.Line())
	if record == "" {
		return Measure{}, false
	}
	switch n := record[remainderAt]; {
	case day < marchEnded:
		m := usTotal
		m.Rate = tableRates[record[totalAt]]
		return m, true
	case n == unresolved:
		m := usUnresolved
		total := percent(tableRates[record[totalAt]])
		m.Text = edition.Text{EN: usUnresolved.Text.EN + total, ZH: usUnresolved.Text.ZH + total}
		return m, true
	case tableRates[n] == 0:
		return Measure{}, false // the whole duty has ended
	default:
		m := usRemainder
		m.Rate = tableRates[n]
		return m, true
	}
}

// usSince2018 is the id of the measure of the table.
const usSince2018 = "us-since-2018"

const usTable = "美国商务部《报复性措施产品表》（Retaliation Product Matrix），2025-03-28"

var (
	usTotal = Measure{
		ID: usSince2018, Kind: Additional, Document: usTable, Certain: true, Basis: edition.Reported, Source: "H17",
		Text: edition.Text{
			EN: "the duties of 2018 to March 2025 on goods of the United States, as the US Department of Commerce summed them for this tariff line; " +
				"less any exclusion that the importer holds (the lists of exclusions are not held)",
			ZH: "2018年至2025年3月对美加征关税，按美国商务部对该税号的汇总；进口人获准排除的除外（排除清单未收录）"},
	}
	usRemainder = Measure{
		ID: usSince2018, Kind: Additional, Document: usTable, Certain: true, Basis: edition.Reported, Source: "H17;H18",
		Text: edition.Text{
			EN: "the duties on goods of the United States since 2018 that go on: the total of 2025-03-28 for this tariff line less the part that ended on " +
				"2025-11-10. The subtraction is an inference of ours; less any exclusion that the importer holds (the lists of exclusions are not held)",
			ZH: "2018年以来仍继续的对美加征关税：该税号2025年3月28日的合计税率，减去2025年11月10日已停止的部分。该差额由本系统推算；进口人获准排除的除外（排除清单未收录）"},
	}
	usUnresolved = Measure{
		ID: usSince2018, Kind: Additional, Document: usTable, Basis: edition.Reported, Source: "H17;H18",
		Text: edition.Text{
			EN: "the duties on goods of the United States since 2018 that go on; how much of the total of 2025-03-28 for this tariff line ended on 2025-11-10 " +
				"could not be told; that total was ",
			ZH: "2018年以来仍继续的对美加征关税；该税号2025年3月28日的合计税率中于2025年11月10日停止的部分无法确定；该合计为"},
	}
)

// percent formats parts per million as a percentage.
func percent(ppm int64) string {
	s := strconv.FormatInt(ppm/10_000, 10)
	if tenths := ppm % 10_000 / 1000; tenths != 0 {
		s += "." + strconv.FormatInt(tenths, 10)
	}
	return s + "%"
}

// Verify compares the hash of the embedded data with the one that the generator wrote.
func Verify() error {
	h := sha256.New()
	for _, data := range []string{usLines, agreementCodes, agreementVectors} {
		io.WriteString(h, data)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != dataSHA256 {
		return fmt.Errorf("duties: embedded data has SHA-256 %s, want %s", got, dataSHA256)
	}
	return nil
}
