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

// The bounds of a request that are not in validation tags.
const (
	maxBatch     = 100               // items of a batch
	maxFactMilli = 1_000_000_000_000 // a numeric fact: 1,000,000,000 in thousandths
)

// Goods is the body of a check and of a submission.
type Goods struct {
	question terms
	item     *itemRequest
}

// Batch is the body of a batch: one question about many items, each with its own
// errors.
type Batch struct {
	Question terms
	Items    []batchItem // nil if the field is absent
}

type batchItem struct {
	Request itemRequest
	Faults  problem.Faults
}

// terms is the part of a body that holds for all its items.
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

// Field reads the field with a name; it returns false for an unknown name.
func (r *Goods) Field(b *bind.Binder, name string) bool {
	if name == "item" {
		r.item = new(itemRequest)
		b.Object(func(name string) bool { return r.item.field(b, name) })
		return true
	}
	return r.question.field(b, name)
}

// Field reads the field with a name; it returns false for an unknown name.
func (r *Batch) Field(b *bind.Binder, name string) bool {
	if name == "items" {
		r.Items = []batchItem{}
		b.Array(maxBatch, func() { r.add(b) })
		return true
	}
	return r.Question.field(b, name)
}

// Check adds a fault if there are no items.
func (r *Batch) Check(f *problem.Faults) {
	if !f.Covers("/items") {
		Form.Value(f, "/items", r.Items, "required,min=1")
	}
}

// add reads one item of a batch, and collects its errors separately.
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
			// A value that is no string keeps its index as its name, which
			// repeats no other.
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

// readFact reads the value of a fact, of the kind in the vocabulary.
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

// factNames returns the names of the facts of goods, for a sentence.
var factNames = sync.OnceValue(func() string { return strings.Join(goodsFacts(), ", ") })

// GoodsQuestion is what a body asks about its items, parsed.
type GoodsQuestion struct {
	asOf     edition.Date
	channels []eligibility.ChannelID
	spent    *money.Amount
}

// Read checks the values and returns the question. The day defaults to today; first
// is the earliest day that can be asked about.
func (q *terms) Read(f *problem.Faults, today, first edition.Date) GoodsQuestion {
	Form.Check(f, "", q)
	out := GoodsQuestion{asOf: today}
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

// readDay parses a day, and adds a fault if it is before the first.
func readDay(f *problem.Faults, pointer, s string, first edition.Date) edition.Date {
	day, err := edition.ParseDate(s)
	if err == nil && day < first && !f.Covers(pointer) {
		f.Add(pointer, problem.BeforeFirstEdition, first.String())
	}
	return day
}

// Read checks the values and returns the item; at is its pointer in the body.
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

// amount returns the amount, or nil if it is absent or invalid.
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

// Names finds and judges codes of goods by names.
type Names interface {
	// Find finds codes of a tariff that the name of goods may mean, best first.
	Find(table *tariff.Table, name string, limit int) []tariff.Code
	// Judge judges whether a name and a code go together; nil if it cannot say.
	Judge(table *tariff.Table, name string, code tariff.Code) *eligibility.Plausibility
}

// maxFound bounds the codes that are found by a name.
const maxFound = 10

// TariffNames finds codes by the names of the tariff lines, and judges nothing.
type TariffNames struct{}

// Find finds the tariff lines whose names have words of the name.
func (TariffNames) Find(table *tariff.Table, name string, limit int) []tariff.Code {
	return table.Named(name, limit)
}

// Judge returns nil.
func (TariffNames) Judge(*tariff.Table, string, tariff.Code) *eligibility.Plausibility { return nil }

// Decide checks the body and decides it in the memory given. For goods without a code it
// finds codes by their name.
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

// Decide decides an item in the memory given, by its code or else by its name. names, which
// may be nil, finds codes by a name; TariffNames when nil. Where an item has both, the code
// decides, and names judges whether they go together.
func (q GoodsQuestion) Decide(m *eligibility.Memory, checker *eligibility.Checker, names Names,
	item eligibility.Item) *eligibility.Decision {
	d := q.declaration(item)
	table, found := checker.Tariff().At(d.AsOf)
	if item.Code == "" {
		var codes []tariff.Code
		if names == nil {
			names = TariffNames{}
		}
		if found {
			codes = names.Find(table, item.Name, maxFound)
		}
		return checker.Unclassified(d, codes)
	}
	decided := checker.GoodsIn(m, d)
	if names != nil && item.Name != "" && found {
		decided.Plausibility = names.Judge(table, item.Name, item.Code)
	}
	return decided
}

// declaration returns the declaration of an item with the question.
func (q GoodsQuestion) declaration(item eligibility.Item) *eligibility.GoodsDeclaration {
	return &eligibility.GoodsDeclaration{AsOf: q.asOf, Channels: q.channels, Item: item, SpentThisYear: q.spent}
}
