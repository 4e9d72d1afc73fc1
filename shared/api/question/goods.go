package question

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"importchecker/shared/api/bind"
	"importchecker/shared/api/problem"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

// Bounds of a request that no tag below holds.
const (
	maxBatch     = 100                       // items of a batch
	MaxRef       = 128                       // characters of a reference, as its tag says
	maxFactText  = 200                       // characters of a fact that is a string
	maxFactMilli = 1_000_000_000_000         // a fact that is a number: 1,000,000,000 in thousandths
	maxPrice     = money.Amount(10000000000) // of one item: 100,000,000.00
)

// Goods is the body of a check and of a submission.
type Goods struct {
	question terms
	item     *itemRequest
}

// Batch is the body of a batch: one question of many items, each with
// errors of its own.
type Batch struct {
	Question terms
	Given    bool // the field items is there
	Items    []batchItem
}

type batchItem struct {
	Request itemRequest
	Faults  problem.Faults
}

// terms is what a body asks of its items.
type terms struct {
	AsOf     *string       `json:"as_of"`
	Channels []string      `json:"channels" validate:"omitempty,min=1,unique,dive,channel"`
	Buyer    *buyerRequest `json:"buyer"`
}

type buyerRequest struct {
	SpentThisYear *moneyRequest `json:"spent_this_year"`
}

type itemRequest struct {
	Ref        string            `json:"ref" validate:"max=128,printable"`
	HSCode     string            `json:"hs_code" validate:"required"`
	Name       string            `json:"name" validate:"max=500,printable"`
	Origin     *string           `json:"origin" validate:"omitempty,country"`
	UnitPrice  *moneyRequest     `json:"unit_price"`
	Quantity   *int64            `json:"quantity" validate:"omitempty,min=1,max=1000000"`
	NetWeightG *int64            `json:"net_weight_g" validate:"omitempty,min=1,max=100000000"`
	Facts      eligibility.Facts `json:"facts" validate:"-"`
}

type moneyRequest struct {
	Amount   string `json:"amount" validate:"required"`
	Currency string `json:"currency" validate:"required,eq=CNY"`
}

func (r *Goods) Field(b *bind.Binder, name string) bool {
	if name == "item" {
		r.item = new(itemRequest)
		b.Object(func(name string) bool { return r.item.field(b, name) })
		return true
	}
	return r.question.field(b, name)
}

func (r *Batch) Field(b *bind.Binder, name string) bool {
	if name == "items" {
		r.Given = true
		b.Array(maxBatch, func() { r.add(b) })
		return true
	}
	return r.Question.field(b, name)
}

// add reads one item of a batch, with its errors to itself.
func (r *Batch) add(b *bind.Binder) {
	r.Items = append(r.Items, batchItem{Faults: problem.Faults{OfItem: true}})
	item := &r.Items[len(r.Items)-1]
	envelope := b.Faults
	b.Faults = &item.Faults
	b.Object(func(name string) bool { return item.Request.field(b, name) })
	b.Faults = envelope
}

func (q *terms) field(b *bind.Binder, name string) bool {
	switch name {
	case "as_of":
		q.AsOf = new(string)
		b.String(q.AsOf)
	case "channels":
		q.Channels = make([]string, 0, 4)
		b.Array(maxBatch, func() {
			// A value that is no string keeps its place, under a name that
			// does not repeat another.
			channel := strconv.Itoa(len(q.Channels))
			b.String(&channel)
			q.Channels = append(q.Channels, channel)
		})
	case "buyer":
		q.Buyer = new(buyerRequest)
		b.Object(func(name string) bool {
			if name != "spent_this_year" {
				return false
			}
			q.Buyer.SpentThisYear = readMoney(b)
			return true
		})
	default:
		return false
	}
	return true
}

func (i *itemRequest) field(b *bind.Binder, name string) bool {
	switch name {
	case "ref":
		b.String(&i.Ref)
	case "hs_code":
		b.String(&i.HSCode)
	case "name":
		b.String(&i.Name)
	case "origin":
		i.Origin = new(string)
		b.String(i.Origin)
	case "unit_price":
		i.UnitPrice = readMoney(b)
	case "quantity":
		b.Whole(&i.Quantity)
	case "net_weight_g":
		b.Whole(&i.NetWeightG)
	case "facts":
		b.Object(func(name string) bool {
			readFact(b, &i.Facts, name)
			return true
		})
	default:
		return false
	}
	return true
}

func readMoney(b *bind.Binder) *moneyRequest {
	m := new(moneyRequest)
	b.Object(func(name string) bool {
		switch name {
		case "amount":
			b.String(&m.Amount)
		case "currency":
			b.String(&m.Currency)
		default:
			return false
		}
		return true
	})
	return m
}

// readFact reads the value of a fact as the vocabulary wants it.
func readFact(b *bind.Binder, facts *eligibility.Facts, name string) {
	key, ok := eligibility.ParseFact(name)
	if !ok {
		b.Fault(problem.UnknownFact, factNames())
		b.Skip()
		return
	}
	spec := key.Spec()
	switch spec.Kind {
	case eligibility.Bool:
		var v bool
		if b.Bool(&v) {
			facts.SetBool(key, v)
		}
	case eligibility.Number:
		n, ok := b.Decimal(3, problem.AThousandth)
		switch {
		case !ok:
		case n < 0 || n > maxFactMilli:
			b.Fault(problem.OutOfRange, problem.Within(0, maxFactMilli/1000))
		default:
			facts.SetMilli(key, n)
		}
	case eligibility.String:
		if s, ok := readFactText(b, spec); ok {
			facts.SetString(key, s)
		}
	}
}

// readFactText reads a fact that is a string.
func readFactText(b *bind.Binder, spec *eligibility.FactSpec) (string, bool) {
	var s string
	if !b.String(&s) {
		return "", false
	}
	switch {
	case s == "":
		b.Fault(problem.Required)
	case utf8.RuneCountInString(s) > maxFactText:
		b.Fault(problem.TooLong, maxFactText)
	case !bind.Printable(s):
		b.Fault(problem.ControlCharacter)
	case len(spec.Values) > 0 && !slices.Contains(spec.Values, s):
		b.Fault(problem.NotAllowed, strings.Join(spec.Values, ", "))
	default:
		return s, true
	}
	return "", false
}

// factNames lists the vocabulary.
var factNames = sync.OnceValue(func() string {
	var names []string
	for _, spec := range eligibility.Vocabulary() {
		names = append(names, spec.Name)
	}
	return strings.Join(names, ", ")
})

// asked is what a body asks, read.
type asked struct {
	asOf     edition.Date
	channels []eligibility.ChannelID
	spent    *money.Amount
}

// Read checks the values and returns the question. The day defaults to today;
// the first is the earliest that can be answered for.
func (q *terms) Read(f *problem.Faults, today, first edition.Date) asked {
	validate(f, "", q)
	out := asked{asOf: today}
	if q.AsOf != nil {
		out.asOf = readDay(f, "/as_of", *q.AsOf, first)
	}
	for _, c := range q.Channels {
		out.channels = append(out.channels, eligibility.ChannelID(c))
	}
	if q.Buyer != nil {
		out.spent = q.Buyer.SpentThisYear.read(f, "/buyer/spent_this_year")
	}
	return out
}

// readDay reads a day that some edition may answer for.
func readDay(f *problem.Faults, pointer, s string, first edition.Date) edition.Date {
	if f.Covers(pointer) {
		return 0
	}
	day, err := edition.ParseDate(s)
	switch {
	case err != nil:
		f.Add(pointer, problem.InvalidDate)
	case day < first:
		f.Add(pointer, problem.BeforeFirstEdition, first.String())
	}
	return day
}

// Read checks the values and returns the item; at is its place in the body.
func (i *itemRequest) Read(f *problem.Faults, at string) eligibility.Item {
	validate(f, at, i)
	out := eligibility.Item{Ref: i.Ref, Name: i.Name, Facts: i.Facts}
	if !f.Covers(at + "/hs_code") {
		code, err := tariff.ParseCode(i.HSCode)
		if err != nil {
			f.Add(at+"/hs_code", problem.InvalidCode)
		}
		out.Code = code
	}
	if i.Origin != nil {
		out.Origin = *i.Origin
	}
	if i.Quantity != nil {
		out.Quantity = *i.Quantity
	}
	if i.NetWeightG != nil {
		out.NetWeightG = *i.NetWeightG
	}
	out.UnitPrice = i.UnitPrice.read(f, at+"/unit_price")
	if out.UnitPrice != nil && out.Quantity > 0 {
		if _, ok := out.UnitPrice.Times(out.Quantity); !ok {
			f.Add(at+"/quantity", problem.OutOfRange, edition.Text{
				EN: "so small that the order comes to at most " + money.Max.String(),
				ZH: "使订单总额不超过 " + money.Max.String()})
		}
	}
	return out
}

// read returns the amount, or nil where none is given or it is wrong.
func (m *moneyRequest) read(f *problem.Faults, at string) *money.Amount {
	if m == nil || f.Covers(at+"/amount") {
		return nil
	}
	switch amount, err := money.Parse(m.Amount); {
	case errors.Is(err, money.ErrFormat):
		f.Add(at+"/amount", problem.InvalidAmount)
	case err != nil || amount > maxPrice:
		f.Add(at+"/amount", problem.OutOfRange, problem.AtMost(maxPrice.String()))
	default:
		return &amount
	}
	return nil
}

func ChannelNames() string {
	var names []string
	for _, c := range eligibility.Channels() {
		names = append(names, string(c))
	}
	return strings.Join(names, ", ")
}

// Decide checks what was read and decides it.
func (r *Goods) Decide(f *problem.Faults, checker *eligibility.Checker, today edition.Date) (*eligibility.Decision, *problem.Problem) {
	q := r.question.Read(f, today, checker.FirstDay())
	var item eligibility.Item
	if r.item != nil {
		item = r.item.Read(f, "/item")
	} else {
		f.Add("/item", problem.Required)
	}
	if p := f.Problem(); p != nil {
		return nil, p
	}
	return checker.Goods(q.Declaration(item)), nil
}

// Declaration is the question asked of an item.
func (q asked) Declaration(item eligibility.Item) *eligibility.GoodsDeclaration {
	return &eligibility.GoodsDeclaration{AsOf: q.asOf, Channels: q.channels, Item: item, SpentThisYear: q.spent}
}
