package catalogue

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
)

// Field is what a column means. The names of facts are fields, too.
type Field string

const (
	Ref        Field = "ref"
	HSCode     Field = "hs_code"
	Name       Field = "name"
	Category   Field = "category"
	Origin     Field = "origin"
	UnitPrice  Field = "unit_price"
	Currency   Field = "currency"
	Quantity   Field = "quantity"
	Weight     Field = "net_weight" // with its unit in each cell
	WeightG    Field = "net_weight_g"
	WeightKG   Field = "net_weight_kg"
	SpentInCNY Field = "spent_this_year"
)

// Column is a recognised column of a catalogue.
type Column struct {
	Field   Field  `json:"field"`
	Heading string `json:"heading"`
	Index   int    `json:"-"` // from 0
	Letter  string `json:"column"`
}

// Note explains how an ambiguous column was understood.
type Note struct {
	Code    NoteCode
	Column  string // its letter; empty for a sheet
	Heading string // or the name of a sheet
	Text    edition.Text
}

// NoteCode is the stable name of a note.
type NoteCode string

const (
	CurrencyAssumed NoteCode = "currency_assumed" // a price without a currency is read as CNY
	CurrencyUnknown NoteCode = "currency_unknown" // the column of prices is ignored: its currency is not CNY, or unknown
	SecondColumn    NoteCode = "second_column"    // another column has the same meaning
	StockQuantity   NoteCode = "stock_quantity"   // the quantity is a shop's stock, not an order
	OtherSheet      NoteCode = "other_sheet"      // a sheet that was not read
)

// Layout is the meaning of the columns of a heading.
type Layout struct {
	Columns    []Column
	Unknown    []Field // fields whose mapped column is not in the heading
	Ignored    []string
	Notes      []Note
	recognised int // the number of columns recognised by their words
}

// letter returns the spreadsheet name of column i, from 0: A, Z, AA.
func letter(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// Columns determines the meaning of the columns of a heading. A mapping, from fields to headings, letters or
// numbers of columns, takes precedence over the words of the heading. Of several columns with the same meaning,
// the one with the plainest words is taken, and of those the first.
func Columns(heading []string, mapping map[Field]string) Layout {
	r := &headingReader{heading: heading, mapping: mapping, assigned: map[Field]bool{}, used: make([]bool, len(heading))}
	r.byMapping()
	r.byWords()
	for i, h := range heading {
		if strings.TrimSpace(h) != "" && !r.used[i] {
			r.Ignored = append(r.Ignored, h)
		}
	}
	slices.SortFunc(r.Columns, func(a, b Column) int { return a.Index - b.Index })
	slices.SortFunc(r.Notes, func(a, b Note) int {
		return cmp.Or(len(a.Column)-len(b.Column), strings.Compare(a.Column, b.Column))
	})
	return r.Layout
}

// headingReader determines the layout of one heading.
type headingReader struct {
	Layout
	heading  []string
	mapping  map[Field]string
	assigned map[Field]bool
	used     []bool
}

func (r *headingReader) add(f Field, i int) {
	r.assigned[f], r.used[i] = true, true
	r.Columns = append(r.Columns, Column{Field: f, Heading: r.heading[i], Index: i, Letter: letter(i)})
}

func (r *headingReader) byMapping() {
	for _, f := range Fields() {
		column, mapped := r.mapping[f]
		if !mapped {
			continue
		}
		r.assigned[f] = true // an empty mapping excludes the column
		if column == "" {
			continue
		}
		if i, ok := locate(r.heading, column); ok {
			r.add(f, i)
		} else {
			r.Unknown = append(r.Unknown, f)
		}
	}
}

// byWords assigns columns by the words of their headings, those with the plainest words first.
func (r *headingReader) byWords() {
	meanings := make([]meaning, len(r.heading))
	for i, h := range r.heading {
		meanings[i] = meaningOf(h)
	}
	hasCurrency := r.assigned[Currency] ||
		slices.ContainsFunc(meanings, func(m meaning) bool { return m.field == Currency })
	shop := slices.ContainsFunc(meanings, func(m meaning) bool { return m.shop })
	for rank := range ranks {
		for i, m := range meanings {
			if m.field == "" || m.rank != rank || r.used[i] {
				continue
			}
			field := m.weight()
			if field == HSCode && r.assigned[HSCode] && rank > 0 && !r.assigned[Ref] {
				field = Ref // the seller's own number beside the customs code
			}
			switch {
			case r.assigned[field]:
				if column, mapped := r.mapping[field]; !mapped || column != "" {
					r.note(SecondColumn, i, string(field))
				}
				continue
			case field == UnitPrice && (m.foreign || m.shop && !hasCurrency && !m.yuan):
				r.note(CurrencyUnknown, i, "")
				continue
			case field == Quantity && shop:
				r.note(StockQuantity, i, "")
				continue
			case field == UnitPrice && !m.yuan && !hasCurrency && !hasChinese(r.heading) && r.heading[i] != string(UnitPrice):
				r.note(CurrencyAssumed, i, "")
			}
			r.add(field, i)
			r.recognised++
		}
	}
}

// note records how column i was understood.
func (r *headingReader) note(code NoteCode, i int, field string) {
	column, h := letter(i), clip(strings.TrimSpace(r.heading[i]))
	en, zh := "Column "+column+", “"+h+"”, ", column+" 列“"+h+"”"
	switch code {
	case CurrencyAssumed:
		en += "does not say its currency and is read as CNY."
		zh += "未注明币种，按人民币读取。"
	case CurrencyUnknown:
		en += "is left out: its currency is not given as CNY. If it is, map it to unit_price."
		zh += "未读取：未注明为人民币价格。如为人民币，请将其映射为 unit_price。"
	case StockQuantity:
		en += "is left out: in a shop's export it counts the stock, not an order."
		zh += "未读取：店铺导出文件中该列为库存，而非订购数量。"
	case SecondColumn:
		en += "is left out: another column is taken for " + field + "."
		zh += "未读取：" + field + " 已取自另一列。"
	}
	r.Notes = append(r.Notes, Note{Code: code, Column: column, Heading: r.heading[i], Text: edition.Text{EN: en, ZH: zh}})
}

// hasChinese reports whether a heading has Chinese characters.
func hasChinese(heading []string) bool {
	for _, h := range heading {
		for _, r := range h {
			if isHan(r) {
				return true
			}
		}
	}
	return false
}

// locate finds a column by its heading, its letter or its number from 1.
func locate(heading []string, name string) (int, bool) {
	for i, h := range heading {
		if strings.TrimSpace(h) == strings.TrimSpace(name) {
			return i, true
		}
	}
	for i := range heading {
		if normalised(heading[i]) == normalised(name) && normalised(name) != "" ||
			strings.EqualFold(letter(i), name) || strconv.Itoa(i+1) == name {
			return i, true
		}
	}
	return 0, false
}

// Fields returns all fields.
func Fields() []Field {
	fields := []Field{Ref, HSCode, Name, Category, Origin, UnitPrice, Currency, Quantity, Weight, WeightG, WeightKG,
		SpentInCNY}
	for _, spec := range eligibility.Vocabulary() {
		fields = append(fields, Field(spec.Name))
	}
	return fields
}

// isHeading reports whether the row can be the heading: at least one column has codes or names.
func (l *Layout) isHeading() bool {
	return slices.ContainsFunc(l.Columns, func(c Column) bool { return c.Field == HSCode || c.Field == Name })
}
