package question

import (
	"strconv"
	"strings"
	"sync"

	"importchecker/shared/api/bind"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/shape"
	"importchecker/shared/country"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

// Bounds of a request that no tag below holds.
const (
	maxBatch     = 100               // items of a batch
	maxFactMilli = 1_000_000_000_000 // a fact that is a number: 1,000,000,000 in thousandths
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
	Items    []batchItem // nil where the field is not there
}

type batchItem struct {
	Request itemRequest
	Faults  problem.Faults
}

// terms is what a body asks of its items.
type terms struct {
	AsOf     *string       `json:"as_of" validate:"omitempty,day"`
	Channels []string      `json:"channels" validate:"omitempty,min=1,unique,dive,channel"`
	Buyer    *buyerRequest `json:"buyer"`
}

type buyerRequest struct {
	SpentThisYear *moneyRequest `json:"spent_this_year"`
}

type itemRequest struct {
	Ref        string            `json:"ref" validate:"max=128,printable"`
	HSCode     string            `json:"hs_code" validate:"required_without=Name,omitempty,customs_code"`
	Name       string            `json:"name" validate:"max=500,printable"`
	Origin     *string           `json:"origin" validate:"omitempty,country"`
	UnitPrice  *moneyRequest     `json:"unit_price"`
	Quantity   *int64            `json:"quantity" validate:"omitempty,min=1,max=1000000"`
	NetWeightG *int64            `json:"net_weight_g" validate:"omitempty,min=1,max=100000000"`
	Facts      eligibility.Facts `json:"facts" validate:"-"`
}

type moneyRequest struct {
	Amount   string `json:"amount" validate:"required,amount,at_most=100000000.00"`
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
		r.Items = []batchItem{}
		b.Array(maxBatch, func() { r.add(b) })
		return true
	}
	return r.Question.field(b, name)
}

// Check checks that there are items.
func (r *Batch) Check(f *problem.Faults) {
	if !f.Covers("/items") {
		Form.Value(f, "/items", r.Items, "required,min=1")
	}
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
			if b.String(&channel) {
				channel = ChannelOf(channel)
			}
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
		b.Unknown(name, problem.UnknownFact, factNames())
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
	tags := "required,max=200,printable"
	if len(spec.Values) > 0 {
		tags += "," + shape.OneOf(spec.Values...)
	}
	return s, Form.Value(b.Faults, b.Pointer(), s, tags)
}

// factNames lists the vocabulary.
var factNames = sync.OnceValue(func() string {
	var names []string
	for _, spec := range eligibility.Vocabulary() {
		names = append(names, spec.Name)
	}
	return strings.Join(names, ", ")
})

// Asked is what a body asks, read.
type Asked struct {
	asOf     edition.Date
	channels []eligibility.ChannelID
	spent    *money.Amount
}

// Read checks the values and returns the question. The day defaults to today;
// the first is the earliest that can be answered for.
func (q *terms) Read(f *problem.Faults, today, first edition.Date) Asked {
	Form.Check(f, "", q)
	out := Asked{asOf: today}
	if q.AsOf != nil {
		out.asOf = readDay(f, "/as_of", *q.AsOf, first)
	}
	for _, c := range q.Channels {
		out.channels = append(out.channels, eligibility.ChannelID(c))
	}
	if q.Buyer != nil {
		out.spent = q.Buyer.SpentThisYear.amount()
	}
	return out
}

// readDay reads a day that some edition may answer for.
func readDay(f *problem.Faults, pointer, s string, first edition.Date) edition.Date {
	day, err := edition.ParseDate(s)
	if err == nil && day < first && !f.Covers(pointer) {
		f.Add(pointer, problem.BeforeFirstEdition, first.String())
	}
	return day
}

// Read checks the values and returns the item; at is its place in the body.
func (i *itemRequest) Read(f *problem.Faults, at string) eligibility.Item {
	Form.Check(f, at, i)
	out := eligibility.Item{Ref: i.Ref, Name: i.Name, Facts: i.Facts, UnitPrice: i.UnitPrice.amount()}
	out.Code, _ = tariff.ParseCode(i.HSCode)
	if i.Origin != nil {
		out.Origin, _ = country.Parse(*i.Origin)
	}
	if i.Quantity != nil {
		out.Quantity = *i.Quantity
	}
	if i.NetWeightG != nil {
		out.NetWeightG = *i.NetWeightG
	}
	return out
}

// amount returns the amount, or nil where none is given or it is wrong.
func (m *moneyRequest) amount() *money.Amount {
	if m == nil {
		return nil
	}
	amount, err := money.Parse(m.Amount)
	if err != nil {
		return nil
	}
	return &amount
}

// Names knows what the names of goods mean.
type Names interface {
	// Find finds codes of a tariff that the name of goods may mean, best first.
	Find(table *tariff.Table, name string, limit int) []tariff.Code
	// Judge says whether a name and a code go together; nil where it cannot say.
	Judge(table *tariff.Table, name string, code tariff.Code) *eligibility.Plausibility
}

// maxFound is how many codes are looked for by a name.
const maxFound = 10

// TariffNames knows the names of the tariff's own lines, and judges nothing.
type TariffNames struct{}

// Find finds tariff lines that have words of the name in theirs.
func (TariffNames) Find(table *tariff.Table, name string, limit int) []tariff.Code {
	return table.Named(name, limit)
}

// Judge says nothing.
func (TariffNames) Judge(*tariff.Table, string, tariff.Code) *eligibility.Plausibility { return nil }

// Decide checks what was read and decides it in the memory given. Goods without a code are
// answered with what is found by their name.
func (r *Goods) Decide(m *eligibility.Memory, f *problem.Faults, checker *eligibility.Checker, names Names,
	today edition.Date) (*eligibility.Decision, *problem.Problem) {
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
	return q.Decide(m, checker, names, item), nil
}

// Decide answers for an item in the memory given, by its code or else by its name; names, which
// may be nil, know more of it than the tariff's own lines do. Where both are
// given the code decides, and whether they go together is said beside it.
func (q Asked) Decide(m *eligibility.Memory, checker *eligibility.Checker, names Names,
	item eligibility.Item) *eligibility.Decision {
	d := q.declaration(item)
	table, held := checker.Tariff().At(d.AsOf)
	if item.Code == "" {
		var found []tariff.Code
		if names == nil {
			names = TariffNames{}
		}
		if held {
			found = names.Find(table, item.Name, maxFound)
		}
		return checker.Unclassified(d, found)
	}
	decided := checker.GoodsIn(m, d)
	if names != nil && item.Name != "" && held {
		decided.Plausibility = names.Judge(table, item.Name, item.Code)
	}
	return decided
}

// declaration is the question asked of an item.
func (q Asked) declaration(item eligibility.Item) *eligibility.GoodsDeclaration {
	return &eligibility.GoodsDeclaration{AsOf: q.asOf, Channels: q.channels, Item: item, SpentThisYear: q.spent}
}
