package tariff_test

import (
	"fmt"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

func ExampleParseCode() {
	c, err := tariff.ParseCode("0409.00.00")
	fmt.Println(c, c.Level(), c.At(tariff.Heading), err)

	_, err = tariff.ParseCode("409") // a spreadsheet removed the zero
	fmt.Println(err)
	// Output:
	// 04090000 tariff_line 0409 <nil>
	// a code has 2, 4, 6, 8 or 10 digits
}

func ExampleTable_Lookup() {
	table, ok := tariff.At(edition.NewDate(2026, 3, 1))
	if !ok {
		return // the schedule of that year is not held
	}
	honey, _ := table.Lookup("0409000000")
	fmt.Println(honey.NameZH, honey.Unit1, honey.MFN.Text, honey.VAT.Text)
	for _, letter := range []byte(honey.Supervision) {
		if s, _ := tariff.SupervisionOf(letter); s.Import {
			fmt.Printf("%c %s %s\n", s.Letter, s.NameZH, s.NameEN)
		}
	}
	// Output:
	// 天然蜂蜜 千克 15% 9%
	// A 检验检疫 Inspection and quarantine
}

func ExampleTable_Node() {
	table, _ := tariff.At(edition.NewDate(2026, 3, 1))
	for _, c := range []tariff.Code{"04", "0409", "040900", "04090000"} {
		n, _ := table.Node(c)
		fmt.Printf("%s (%d): %s %s\n", c.Dotted(), n.Lines, n.NameZH, n.NameEN)
	}
	fmt.Println(table.Children("0403"))
	// Output:
	// 04 (47): 乳品；蛋品；天然蜂蜜；其他食用动物产品 Dairy produce; birds' eggs; natural honey; edible products of animal origin, not elsewhere specified or included
	// 0409 (1):  Honey; natural
	// 0409.00 (1):  Honey; natural
	// 0409.00.00 (1): 天然蜂蜜 Honey; natural
	// [040320 040390]
}

func ExampleTable_LineOn() {
	table, _ := tariff.At(edition.NewDate(2026, 2, 2))
	lo, _ := table.Range("2208300000") // whisky
	for _, day := range []edition.Date{edition.NewDate(2026, 2, 1), edition.NewDate(2026, 2, 2)} {
		duty := table.LineOn(lo, day).MFN
		if provisional := table.LineOn(lo, day).Provisional; provisional != nil {
			duty = provisional
		}
		fmt.Println(day, duty.Text)
		for _, a := range table.AmendmentsOn("2208300000", day) {
			fmt.Println(a.Field, a.Document, a.Basis)
		}
	}
	// Output:
	// 2026-02-01 10%
	// 2026-02-02 5%
	// provisional_rate 税委会公告2026年第1号 reported
}

func ExampleTable_Lineage() {
	table, _ := tariff.At(edition.NewDate(2026, 3, 1))
	l := table.Lineage("04031000")
	fmt.Println(l.Name, l.Known)
	for _, c := range l.Candidates {
		n, _ := table.Node(c.Code)
		fmt.Println(c.From, c.Relationship, c.Code, n.NameZH)
	}
	// Output:
	// 酸乳 [cn-2018 cn-2019 hs2017 hs2012]
	// 040310 1:n 04032010 酸乳，不论是否浓缩，除允许添加的添加剂外，仅可含糖或其他甜味物质、香料、水果、坚果、可可
	// 040310 1:n 04032090 其他酸乳
}
