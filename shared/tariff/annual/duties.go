package annual

import (
	"fmt"
	"slices"
	"strings"

	"importchecker/shared/country"
	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// A DutyRow is a row of a table of duties by origin.
type DutyRow struct {
	tariff.Duty
	File, Sheet string
	Row         int
}

// dutyColumns are the columns of a table of duties by origin, with their headers.
var dutyColumns = [...]column{
	{name: "measure", headers: []string{"措施编号", "措施"}, needed: true},
	{name: "kind", headers: []string{"措施种类", "措施类型"}, needed: true},
	{name: "origin", headers: []string{"原产地", "原产国", "原产国地区"}, needed: true, several: true},
	{name: "except", headers: []string{"除外原产地", "不适用原产地"}, several: true},
	{name: "goods", headers: []string{"税则号列", "商品编码", "税号"}, needed: true, several: true},
	{name: "without", headers: []string{"除外税号", "除外税则号列", "除外商品编码"}, several: true},
	{name: "rate", headers: []string{"加征税率", "税率"}, needed: true},
	{name: "from", headers: []string{"起始日期", "施行日期", "开始日期"}},
	{name: "until", headers: []string{"终止日期", "截止日期"}},
	{name: "suspended_from", headers: []string{"暂停起始日期", "暂停开始日期"}},
	{name: "suspended_until", headers: []string{"暂停终止日期", "暂停截止日期"}},
	{name: "note", headers: []string{"说明"}},
	{name: "", headers: []string{"序号", "商品名称", "货品名称"}}, // columns that are ignored
}

// dutyHeaders returns the column of each cell of a row of headers of such a table, or nil
// when the row does not have headers.
func dutyHeaders(cells []string) []int {
	at := make([]int, len(cells))
	for i, c := range cells {
		header := withoutPunctuation(c)
		at[i] = slices.IndexFunc(dutyColumns[:], func(dc column) bool { return slices.Contains(dc.headers, header) })
	}
	if !slices.Contains(at, 0) || !slices.Contains(at, 6) {
		return nil
	}
	return at
}

// dutyReader reads one table of duties by origin.
type dutyReader struct {
	*tableReader
	from edition.Date // the first day of the edition
	at   []int
	rows []DutyRow
}

// readHeaders reads the headers. Each unknown column is a problem, since it may restrict
// a duty.
func (d *dutyReader) readHeaders(r Row) {
	repeated := d.at != nil
	if d.at = dutyHeaders(r.Cells); repeated {
		return
	}
	d.read.Header = r.Number
	for i, column := range d.at {
		name := oneLine(r.Cells[i])
		switch {
		case column < 0 && name != "":
			d.addProblem(r, "", fmt.Sprintf("%q is no column of duties by origin", name))
		case column >= 0 && slices.Contains(d.at[:i], column):
			d.addProblem(r, "", "a second column of the same")
		case name != "":
			d.read.Columns = append(d.read.Columns, name)
		}
	}
	for i := range dutyColumns {
		if dutyColumns[i].needed && !slices.Contains(d.at, i) {
			d.addProblem(r, "", "no table has the column "+dutyColumns[i].headers[0])
		}
	}
}

// readRow reads one row.
func (d *dutyReader) readRow(r Row) {
	if strings.Join(r.Cells, "") == "" {
		return
	}
	cells, headed := map[string]string{}, map[string]string{}
	for i, cell := range r.Cells {
		if i < len(d.at) && d.at[i] >= 0 {
			dc := &dutyColumns[d.at[i]]
			if dc.several && r.Page == 0 {
				cell = joinItems(cell)
			}
			cells[dc.name], headed[dc.name] = clean(cell), dc.headers[0]
		} else if clean(cell) != "" {
			d.addProblem(r, "", fmt.Sprintf("%q stands under no header", clean(cell)))
		}
	}
	d.read.Rows++
	p := place{d.read.File, d.read.Sheet, r.Number, headed}
	before := len(d.Problems)
	out := DutyRow{File: p.file, Sheet: p.sheet, Row: r.Number}
	fault := func(column, says string) {
		d.problem(p, Problem{Column: column, Value: cells[column], Says: says})
	}
	out.Measure = cells["measure"]
	if out.Measure == "" || strings.Trim(out.Measure, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || len(out.Measure) > 40 {
		fault("measure", "want the id of a measure: small letters, digits and hyphens, such as us-all-goods")
	}
	d.readDays(&out.Duty, cells, fault)
	if out.Ended = cells["rate"] == "取消" || cells["rate"] == "停止征收"; out.Ended {
		d.checkEnded(cells, fault)
	} else {
		d.readContent(&out.Duty, cells, fault)
	}
	if len(d.Problems) == before {
		out.Text = dutyText(&out.Duty, cells)
		d.rows = append(d.rows, out)
	}
}

// joinItems joins the lines of a cell with several items, unless they are words for all that
// were wrapped.
func joinItems(cell string) string {
	if whole := clean(cell); slices.Contains(allOrigins, whole) || whole == allGoods {
		return whole
	}
	var items []string
	for _, line := range linesOf(cell) {
		if line = clean(line); line != "" {
			items = append(items, line)
		}
	}
	return strings.Join(items, "、")
}

// checkEnded checks that the row of a measure that is no longer levied has no columns
// but its id and days.
func (d *dutyReader) checkEnded(cells map[string]string, fault func(column, says string)) {
	for _, column := range []string{"kind", "origin", "except", "goods", "without", "until", "suspended_from",
		"suspended_until", "note"} {
		if cells[column] != "" {
			fault(column, "a measure that is no longer levied ends as a whole: leave this blank")
		}
	}
}

// readContent reads the kind, origins, goods and rate of the duty.
func (d *dutyReader) readContent(out *tariff.Duty, cells map[string]string, fault func(column, says string)) {
	for kind, zh := range duty.Kinds {
		if cells["kind"] == zh {
			out.Kind = string(kind)
		}
	}
	if out.Kind == "" {
		fault("kind", "want 加征关税, 反倾销税, 反补贴税 or 保障措施关税")
	}
	out.Origins = origins(cells["origin"], true, func(says string) { fault("origin", says) })
	out.Except = origins(cells["except"], false, func(says string) { fault("except", says) })
	out.Goods = goods(cells["goods"], true, func(says string) { fault("goods", says) })
	out.Without = goods(cells["without"], false, func(says string) { fault("without", says) })
	rate, err := ReadRate(cells["rate"])
	out.Open = cells["note"] != ""
	switch {
	case cells["rate"] == "" && out.Open:
	case cells["rate"] == "":
		fault("rate", "blank: say the rate, or in 说明 what it depends on")
	case err != nil:
		fault("rate", err.Error())
	case len(rate.Cases) != 1 || rate.Cases[0].Specific != 0 || rate.Cases[0].AdValorem <= 0:
		fault("rate", "want a percentage above zero; a duty that is suspended has its days, and one that ended 取消")
	default:
		out.Rate = rate.Cases[0].AdValorem
	}
}

// readDays reads the days on which the duty is levied, and those on which it is
// suspended. The table gives the last day, not the day after it.
func (d *dutyReader) readDays(out *tariff.Duty, cells map[string]string, fault func(column, says string)) {
	read := func(column string) edition.Date {
		if cells[column] == "" {
			return 0
		}
		day, ok := dayOf(cells[column])
		if !ok {
			fault(column, "want a day, such as 2026-11-10")
		}
		return day
	}
	if out.From = read("from"); out.From == 0 {
		out.From = d.from
	}
	if until := read("until"); until != 0 {
		out.To = until.AddDays(1)
	}
	out.Suspended.From = read("suspended_from")
	if until := read("suspended_until"); until != 0 {
		out.Suspended.To = until.AddDays(1)
	}
	s := out.Suspended
	switch {
	case out.To != 0 && out.To <= out.From:
		fault("until", "before the first day")
	case out.To != 0 && out.To <= d.from:
		fault("until", "before the first day of this edition")
	case s.From == 0 && s.To != 0:
		fault("suspended_from", "blank, and a last day of the suspension is given")
	case s.To != 0 && s.To <= s.From:
		fault("suspended_until", "before the first day")
	case s.From != 0 && (s.From < out.From && s.To != 0 && s.To <= out.From || out.To != 0 && s.From >= out.To):
		fault("suspended_from", "the suspension is on no day of the duty")
	}
}

// dayOf parses a day in the forms that tables use.
func dayOf(text string) (edition.Date, bool) {
	text = strings.TrimSuffix(strings.NewReplacer("年", "-", "月", "-", "/", "-", ".", "-").Replace(text), "日")
	parts := strings.Split(text, "-")
	if len(parts) != 3 {
		return 0, false
	}
	for i, part := range parts {
		if len(part) == 1 && i > 0 {
			parts[i] = "0" + part
		}
	}
	day, err := edition.ParseDate(strings.Join(parts, "-"))
	return day, err == nil
}

// splitItems splits a cell with several items.
func splitItems(cell string) []string {
	return strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("、，,；; 　", r) })
}

// The words for all origins, and for all goods.
var allOrigins = []string{"所有国家", "所有国家（地区）", "所有原产地"}

const allGoods = "所有商品"

// origins parses countries given by code or name. 所有国家 means all.
func origins(cell string, needed bool, fault func(says string)) (list string) {
	if needed && slices.Contains(allOrigins, cell) {
		return ""
	}
	items := splitItems(cell)
	if needed && len(items) == 0 {
		fault("blank: say which origins, or 所有国家")
	}
	for _, name := range items {
		codes := duty.Union()
		if name != "欧盟" && name != "EU" {
			code, ok := country.Parse(name)
			if !ok {
				fault(fmt.Sprintf("%q is no country or region", name))
				continue
			}
			codes = []string{code}
		}
		for _, code := range codes {
			if !strings.Contains(list, code+" ") {
				list += code + " "
			}
		}
	}
	return list
}

// goods parses code prefixes. 所有商品 means all.
func goods(cell string, needed bool, fault func(says string)) (list string) {
	if needed && cell == allGoods {
		return ""
	}
	items := splitItems(cell)
	if needed && len(items) == 0 {
		fault("blank: say which codes, or 所有商品")
	}
	for _, text := range items {
		code := strings.ReplaceAll(text, ".", "")
		if n := len(code); n < 2 || n > 10 || n%2 != 0 || !digits(code, n) {
			fault(fmt.Sprintf("%q: want a code of two to ten digits; a spreadsheet may have taken zeros", text))
			continue
		}
		list += code + " "
	}
	return list
}

// dutyText returns the description of the duty for decisions.
func dutyText(d *tariff.Duty, cells map[string]string) edition.Text {
	if d.Ended {
		return edition.Text{EN: "no longer levied from " + d.From.String(), ZH: "自" + d.From.String() + "起停止征收"}
	}
	en, zh := cells["rate"], cells["rate"]
	if d.Rate != 0 {
		en = withPercent(clean(cells["rate"]))
		zh = en
	}
	if en != "" {
		en += " "
	}
	goodsEN, goodsZH := "all goods", "所有商品"
	if d.Goods != "" {
		goodsEN, goodsZH = "goods of "+joinCodes(d.Goods), "税号"+joinCodes(d.Goods)+"项下商品"
	}
	if d.Without != "" {
		goodsEN, goodsZH = goodsEN+" but "+joinCodes(d.Without), goodsZH+"（"+joinCodes(d.Without)+"除外）"
	}
	fromEN, fromZH := originNames(d.Origins)
	if d.Except != "" {
		butEN, butZH := originNames(d.Except)
		fromEN, fromZH = fromEN+" but "+butEN, fromZH+"（"+butZH+"除外）"
	}
	t := edition.Text{
		EN: fmt.Sprintf("%son %s of %s from %s", en, goodsEN, fromEN, d.From),
		ZH: fmt.Sprintf("自%s起对原产于%s的%s征收%s%s", d.From, fromZH, goodsZH, duty.Kinds[duty.Kind(d.Kind)], zh),
	}
	if d.To != 0 {
		t.EN, t.ZH = t.EN+" to "+lastDay(d.To), t.ZH+"，至"+lastDay(d.To)
	}
	if s := d.Suspended; s.From != 0 {
		t.EN, t.ZH = t.EN+", suspended from "+s.From.String(), t.ZH+"，自"+s.From.String()+"起暂停征收"
		if s.To != 0 {
			t.EN, t.ZH = t.EN+" to "+lastDay(s.To), t.ZH+"，至"+lastDay(s.To)
		}
	}
	if note := cells["note"]; note != "" {
		t.EN, t.ZH = t.EN+": "+note, t.ZH+"："+note
	}
	return t
}

// lastDay returns the day before the end of an interval.
func lastDay(to edition.Date) string { return to.AddDays(-1).String() }

// joinCodes joins code prefixes, at most the first five.
func joinCodes(goods string) string {
	all := strings.Fields(goods)
	if len(all) > 5 {
		return strings.Join(all[:5], "、") + "…"
	}
	return strings.Join(all, "、")
}

// originNames returns the names of countries; all members of the European Union are
// replaced by its name.
func originNames(origins string) (en, zh string) {
	if origins == "" {
		return "all origins", "所有国家（地区）"
	}
	union := strings.Join(duty.Union(), " ") + " "
	var ens, zhs []string
	if rest, whole := strings.CutPrefix(origins, union); whole {
		origins, ens, zhs = rest, []string{"the European Union"}, []string{"欧盟"}
	}
	for code := range strings.FieldsSeq(origins) {
		n := country.Name(code)
		ens, zhs = append(ens, n.EN), append(zhs, n.ZH)
	}
	return strings.Join(ens, ", "), strings.Join(zhs, "、")
}
