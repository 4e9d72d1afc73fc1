package api

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/go-playground/validator/v10"

	"importchecker/shared/country"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

// Bounds of a request that no tag below holds.
const (
	maxBatch     = 100                       // items of a batch
	maxRef       = 128                       // characters of a reference, as its tag says
	maxFactText  = 200                       // characters of a fact that is a string
	maxFactMilli = 1_000_000_000_000         // a fact that is a number: 1,000,000,000 in thousandths
	maxPrice     = money.Amount(10000000000) // of one item: 100,000,000.00
)

// checkRequest is the body of a check and of a submission.
type checkRequest struct {
	question questionRequest
	item     *itemRequest
}

// batchRequest is the body of a batch: one question of many items, each with
// errors of its own.
type batchRequest struct {
	question questionRequest
	given    bool // the field items is there
	items    []batchItem
}

type batchItem struct {
	request itemRequest
	faults  faults
}

// questionRequest is what a body asks of its items.
type questionRequest struct {
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

func (r *checkRequest) field(b *binder, name string) bool {
	if name == "item" {
		r.item = new(itemRequest)
		b.object(func(name string) bool { return r.item.field(b, name) })
		return true
	}
	return r.question.field(b, name)
}

func (r *batchRequest) field(b *binder, name string) bool {
	if name == "items" {
		r.given = true
		b.array(maxBatch, func() { r.add(b) })
		return true
	}
	return r.question.field(b, name)
}

// add reads one item of a batch, with its errors to itself.
func (r *batchRequest) add(b *binder) {
	r.items = append(r.items, batchItem{faults: faults{ofItem: true}})
	item := &r.items[len(r.items)-1]
	envelope := b.faults
	b.faults = &item.faults
	b.object(func(name string) bool { return item.request.field(b, name) })
	b.faults = envelope
}

func (q *questionRequest) field(b *binder, name string) bool {
	switch name {
	case "as_of":
		q.AsOf = new(string)
		b.string(q.AsOf)
	case "channels":
		q.Channels = make([]string, 0, 4)
		b.array(maxBatch, func() {
			// A value that is no string keeps its place, under a name that
			// does not repeat another.
			channel := strconv.Itoa(len(q.Channels))
			b.string(&channel)
			q.Channels = append(q.Channels, channel)
		})
	case "buyer":
		q.Buyer = new(buyerRequest)
		b.object(func(name string) bool {
			if name != "spent_this_year" {
				return false
			}
			q.Buyer.SpentThisYear = b.money()
			return true
		})
	default:
		return false
	}
	return true
}

func (i *itemRequest) field(b *binder, name string) bool {
	switch name {
	case "ref":
		b.string(&i.Ref)
	case "hs_code":
		b.string(&i.HSCode)
	case "name":
		b.string(&i.Name)
	case "origin":
		i.Origin = new(string)
		b.string(i.Origin)
	case "unit_price":
		i.UnitPrice = b.money()
	case "quantity":
		b.whole(&i.Quantity)
	case "net_weight_g":
		b.whole(&i.NetWeightG)
	case "facts":
		b.object(func(name string) bool {
			b.fact(&i.Facts, name)
			return true
		})
	default:
		return false
	}
	return true
}

func (b *binder) money() *moneyRequest {
	m := new(moneyRequest)
	b.object(func(name string) bool {
		switch name {
		case "amount":
			b.string(&m.Amount)
		case "currency":
			b.string(&m.Currency)
		default:
			return false
		}
		return true
	})
	return m
}

// fact reads the value of a fact as the vocabulary wants it.
func (b *binder) fact(facts *eligibility.Facts, name string) {
	key, ok := eligibility.ParseFact(name)
	if !ok {
		b.fault(UnknownFact, factNames())
		b.skip()
		return
	}
	spec := key.Spec()
	switch spec.Kind {
	case eligibility.Bool:
		var v bool
		if b.bool(&v) {
			facts.SetBool(key, v)
		}
	case eligibility.Number:
		n, ok := b.decimal(3, aThousandth)
		switch {
		case !ok:
		case n < 0 || n > maxFactMilli:
			b.fault(OutOfRange, within(0, maxFactMilli/1000))
		default:
			facts.SetMilli(key, n)
		}
	case eligibility.String:
		if s, ok := b.factText(spec); ok {
			facts.SetString(key, s)
		}
	}
}

// factText reads a fact that is a string.
func (b *binder) factText(spec *eligibility.FactSpec) (string, bool) {
	var s string
	if !b.string(&s) {
		return "", false
	}
	switch {
	case s == "":
		b.fault(Required)
	case utf8.RuneCountInString(s) > maxFactText:
		b.fault(TooLong, maxFactText)
	case !printable(s):
		b.fault(ControlCharacter)
	case len(spec.Values) > 0 && !slices.Contains(spec.Values, s):
		b.fault(NotAllowed, strings.Join(spec.Values, ", "))
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

// question is what a body asks, read.
type question struct {
	asOf     edition.Date
	channels []eligibility.ChannelID
	spent    *money.Amount
}

// read checks the values and returns the question. The day defaults to today;
// the first is the earliest that can be answered for.
func (q *questionRequest) read(f *faults, today, first edition.Date) question {
	validate(f, "", q)
	out := question{asOf: today}
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
func readDay(f *faults, pointer, s string, first edition.Date) edition.Date {
	if f.covers(pointer) {
		return 0
	}
	day, err := edition.ParseDate(s)
	switch {
	case err != nil:
		f.add(pointer, InvalidDate)
	case day < first:
		f.add(pointer, BeforeFirstEdition, first.String())
	}
	return day
}

// read checks the values and returns the item; at is its place in the body.
func (i *itemRequest) read(f *faults, at string) eligibility.Item {
	validate(f, at, i)
	out := eligibility.Item{Ref: i.Ref, Name: i.Name, Facts: i.Facts}
	if !f.covers(at + "/hs_code") {
		code, err := tariff.ParseCode(i.HSCode)
		if err != nil {
			f.add(at+"/hs_code", InvalidCode)
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
			f.add(at+"/quantity", OutOfRange, edition.Text{
				EN: "so small that the order comes to at most " + money.Max.String(),
				ZH: "使订单总额不超过 " + money.Max.String()})
		}
	}
	return out
}

// read returns the amount, or nil where none is given or it is wrong.
func (m *moneyRequest) read(f *faults, at string) *money.Amount {
	if m == nil || f.covers(at+"/amount") {
		return nil
	}
	switch amount, err := money.Parse(m.Amount); {
	case errors.Is(err, money.ErrFormat):
		f.add(at+"/amount", InvalidAmount)
	case err != nil || amount > maxPrice:
		f.add(at+"/amount", OutOfRange, atMost(maxPrice.String()))
	default:
		return &amount
	}
	return nil
}

// validators reads the tags of the request types, once.
var validators = sync.OnceValue(func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(field reflect.StructField) string { return field.Tag.Get("json") })
	for tag, holds := range map[string]func(string) bool{
		"printable": printable,
		"country":   country.Known,
		"channel":   func(s string) bool { _, ok := eligibility.ParseChannel(s); return ok },
		"place":     isPlace,
		"system":    isSystem,
	} {
		err := v.RegisterValidation(tag, func(level validator.FieldLevel) bool { return holds(level.Field().String()) })
		if err != nil {
			panic(err)
		}
	}
	return v
})

// printable reports whether s has no control characters.
func printable(s string) bool { return strings.IndexFunc(s, unicode.IsControl) < 0 }

// validate checks the tags of a request and adds what they find, unless more
// is known of the place already.
func validate(f *faults, at string, request any) {
	err := validators().Struct(request)
	if err == nil {
		return
	}
	for _, e := range err.(validator.ValidationErrors) {
		pointer := at + pointerOf(e.Namespace())
		if f.covers(pointer) {
			continue
		}
		switch tag := e.Tag(); {
		case tag == "required":
			f.add(pointer, Required)
		case tag == "printable":
			f.add(pointer, ControlCharacter)
		case tag == "country":
			f.add(pointer, UnknownCountry)
		case tag == "channel":
			f.add(pointer, UnknownChannel, channelNames())
		case tag == "place":
			f.add(pointer, NotAllowed, placeNames())
		case tag == "system":
			f.add(pointer, NotAllowed, systemNames())
		case tag == "eq":
			f.add(pointer, CurrencyUnsupported)
		case tag == "unique":
			f.add(pointer, Repeated)
		case tag == "min" && e.Kind() == reflect.String: // of one character
			f.add(pointer, Required)
		case tag == "min" && e.Kind() == reflect.Slice:
			f.add(pointer, TooFew, e.Param())
		case tag == "max" && e.Kind() == reflect.String:
			f.add(pointer, TooLong, e.Param())
		case tag == "min":
			f.add(pointer, OutOfRange, atLeast(e.Param()))
		case tag == "max":
			f.add(pointer, OutOfRange, atMost(e.Param()))
		default:
			panic("no problem code for the tag " + tag)
		}
	}
}

// pointerOf turns the validator's path, type.unit_price.amount or
// type.channels[0], into the rest of a JSON pointer.
func pointerOf(namespace string) string {
	_, path, _ := strings.Cut(namespace, ".")
	return "/" + strings.NewReplacer(".", "/", "[", "/", "]", "").Replace(path)
}

func channelNames() string {
	var names []string
	for _, c := range eligibility.Channels() {
		names = append(names, string(c))
	}
	return strings.Join(names, ", ")
}
