package catalogue

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
)

// Field is what a column of a catalogue says of a product. The names of facts
// are fields, too.
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

// Column is one column of a catalogue that means something.
type Column struct {
	Field   Field  `json:"field"`
	Heading string `json:"heading"`
	Index   int    `json:"-"` // from 0
	Letter  string `json:"column"`
}

// Note says how a column was taken that could be taken otherwise.
type Note struct {
	Code    NoteCode
	Column  string // its letter; blank for a sheet
	Heading string // or the name of a sheet
	Text    edition.Text
}

// NoteCode is the stable name of a note.
type NoteCode string

const (
	CurrencyAssumed NoteCode = "currency_assumed" // a price without a currency is read as CNY
	CurrencyUnknown NoteCode = "currency_unknown" // a price is left out: it is not said to be in CNY
	SecondColumn    NoteCode = "second_column"    // another column says the same already
	StockQuantity   NoteCode = "stock_quantity"   // what a shop has in stock, not what is ordered
	OtherSheet      NoteCode = "other_sheet"      // a sheet that was not read
)

// Layout is what the columns of a heading mean.
type Layout struct {
	Columns []Column
	Unknown []Field // that the mapping names and the heading does not have
	Ignored []string
	Notes   []Note
	words   int // columns that were known by their words
}

// letter is what a spreadsheet calls column i, from 0: A, Z, AA.
func letter(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// Columns finds out what the columns of a heading mean. A mapping, from fields to
// headings, letters or numbers of columns, counts before the words of the heading.
// Of two columns with the same meaning the one with the plainer words counts, and
// of those the first.
func Columns(heading []string, mapping map[Field]string) Layout {
	r := &headingReader{heading: heading, mapping: mapping, taken: map[Field]bool{}, used: make([]bool, len(heading))}
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

// headingReader reads one heading into a layout.
type headingReader struct {
	Layout
	heading []string
	mapping map[Field]string
	taken   map[Field]bool
	used    []bool
}

func (r *headingReader) add(f Field, i int) {
	r.taken[f], r.used[i] = true, true
	r.Columns = append(r.Columns, Column{Field: f, Heading: r.heading[i], Index: i, Letter: letter(i)})
}

func (r *headingReader) byMapping() {
	for _, f := range Fields() {
		where, mapped := r.mapping[f]
		if !mapped {
			continue
		}
		r.taken[f] = true // an empty mapping takes the column out
		if where == "" {
			continue
		}
		if i, ok := locate(r.heading, where); ok {
			r.add(f, i)
		} else {
			r.Unknown = append(r.Unknown, f)
		}
	}
}

// byWords takes the columns that are known by their words: those whose words are
// plainest first.
func (r *headingReader) byWords() {
	read := make([]meaning, len(r.heading))
	for i, h := range r.heading {
		read[i] = meaningOf(h)
	}
	hasCurrency := r.taken[Currency] || slices.ContainsFunc(read, func(m meaning) bool { return m.field == Currency })
	shop := slices.ContainsFunc(read, func(m meaning) bool { return m.shop })
	for rank := range ranks {
		for i, m := range read {
			if m.field == "" || m.rank != rank || r.used[i] {
				continue
			}
			field := m.weight()
			if field == HSCode && r.taken[HSCode] && rank > 0 && !r.taken[Ref] {
				field = Ref // a number of the seller's own beside the customs code
			}
			switch {
			case r.taken[field]:
				if where, mapped := r.mapping[field]; !mapped || where != "" {
					r.note(SecondColumn, i, string(field))
				}
				continue
			case field == UnitPrice && (m.foreign || m.shop && !hasCurrency && !m.yuan):
				r.note(CurrencyUnknown, i, "")
				continue
			case field == Quantity && shop:
				r.note(StockQuantity, i, "")
				continue
			case field == UnitPrice && !m.yuan && !hasCurrency && !chinese(r.heading) && r.heading[i] != string(UnitPrice):
				r.note(CurrencyAssumed, i, "")
			}
			r.add(field, i)
			r.words++
		}
	}
}

// note says how column i was taken.
func (r *headingReader) note(code NoteCode, i int, field string) {
	at, h := letter(i), clip(strings.TrimSpace(r.heading[i]))
	en, zh := "Column "+at+", “"+h+"”, ", at+" 列“"+h+"”"
	switch code {
	case CurrencyAssumed:
		en += "does not say its currency and is read as CNY."
		zh += "未注明币种，按人民币读取。"
	case CurrencyUnknown:
		en += "is left out: its prices are not said to be in CNY. If they are, map it to unit_price."
		zh += "未读取：未注明为人民币价格。如为人民币，请将其映射为 unit_price。"
	case StockQuantity:
		en += "is left out: in a shop's export it counts the stock, not an order."
		zh += "未读取：店铺导出文件中该列为库存，而非订购数量。"
	case SecondColumn:
		en += "is left out: another column is taken for " + field + "."
		zh += "未读取：" + field + " 已取自另一列。"
	}
	r.Notes = append(r.Notes, Note{Code: code, Column: at, Heading: r.heading[i], Text: edition.Text{EN: en, ZH: zh}})
}

// chinese reports whether a heading has Chinese words.
func chinese(heading []string) bool {
	for _, h := range heading {
		for _, r := range h {
			if han(r) {
				return true
			}
		}
	}
	return false
}

// locate finds a column by its heading, its letter or its number from 1.
func locate(heading []string, where string) (int, bool) {
	for i, h := range heading {
		if strings.TrimSpace(h) == strings.TrimSpace(where) {
			return i, true
		}
	}
	for i := range heading {
		if normalised(heading[i]) == normalised(where) && normalised(where) != "" ||
			strings.EqualFold(letter(i), where) || strconv.Itoa(i+1) == where {
			return i, true
		}
	}
	return 0, false
}

// Fields lists what a column may mean.
func Fields() []Field {
	fields := []Field{Ref, HSCode, Name, Category, Origin, UnitPrice, Currency, Quantity, Weight, WeightG, WeightKG,
		SpentInCNY}
	for _, spec := range eligibility.Vocabulary() {
		fields = append(fields, Field(spec.Name))
	}
	return fields
}

// isHeading reports whether a row is a heading that can be worked with: one
// column at least has a code or a name.
func (l *Layout) isHeading() bool {
	return slices.ContainsFunc(l.Columns, func(c Column) bool { return c.Field == HSCode || c.Field == Name })
}
