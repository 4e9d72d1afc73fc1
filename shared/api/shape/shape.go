// Package shape validates the form of the values of a request. The constraints are
// tags on the request types, which go-playground/validator reads. Each tag has one
// rule, here or in the package that adds it, with the code and the arguments of its
// problem.
//
// Constraints that depend on the tariff or on a list are checked elsewhere.
package shape

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/go-playground/validator/v10"

	"importchecker/shared/api/problem"
	"importchecker/shared/edition"
)

// A Rule is the constraint of a tag, and the problem of a value that breaks it.
type Rule struct {
	// Holds reports whether a string satisfies the tag with a parameter. It is nil
	// for the validator's own tags and for the tags that a Struct reports.
	Holds func(value, parameter string) bool

	Code problem.Code
	// Args fill the sentence of the code; nil where it has no verbs.
	Args func(e Error) []any
	// Sentence returns a sentence to use instead of that of the code, if there is one
	// for the value. It may be nil.
	Sentence func(value string) (edition.Text, bool)
}

// In returns the rule that a string is one of the values.
func In(values func() []string) Rule {
	return Rule{
		Holds: func(s, _ string) bool { return slices.Contains(values(), s) },
		Code:  problem.NotAllowed,
		Args:  func(Error) []any { return []any{strings.Join(values(), ", ")} },
	}
}

// An Error is a value that breaks the rule of a tag.
type Error struct {
	Value     any
	Parameter string
}

// A Checker checks requests by a set of rules.
type Checker struct {
	rules map[string]Rule
	own   func() *validator.Validate
}

// New returns a checker with the basicRules rules and more. structs are checks of several
// fields of a type.
func New(more map[string]Rule, structs ...Struct) *Checker {
	c := &Checker{rules: make(map[string]Rule, len(basicRules)+len(more))}
	for _, rules := range []map[string]Rule{basicRules, more} {
		for tag, rule := range rules {
			c.rules[tag] = rule
		}
	}
	c.own = sync.OnceValue(func() *validator.Validate { return c.build(structs) })
	return c
}

// A Struct is a check of several fields of one type, of which Type is a value. Check
// calls report with the name of the field that is wrong, in Go and in JSON, and with
// the tag of its rule.
type Struct struct {
	Type  any
	Check func(value any, report func(goName, jsonName, tag, parameter string))
}

func (c *Checker) build(structs []Struct) *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(field reflect.StructField) string { return field.Tag.Get("json") })
	for tag, rule := range c.rules {
		if rule.Holds == nil {
			continue
		}
		err := v.RegisterValidation(tag, func(l validator.FieldLevel) bool {
			return rule.Holds(l.Field().String(),
				l.Param())
		})
		if err != nil {
			panic(err) // the tag is reserved by the validator
		}
	}
	for _, s := range structs {
		v.RegisterStructValidation(func(l validator.StructLevel) {
			s.Check(l.Current().Interface(), func(goName, jsonName, tag, parameter string) {
				l.ReportError(l.Current().FieldByName(goName).Interface(), jsonName, goName, tag, parameter)
			})
		}, s.Type)
	}
	return v
}

// Check checks a request that stands at a pointer of the body, and adds the errors to
// the faults, except at pointers that have a fault already.
func (c *Checker) Check(f *problem.Faults, at string, request any) {
	c.add(f, c.own().Struct(request), func(e validator.FieldError) string { return at + pointerOf(e.Namespace()) })
}

// Value checks a single value by tags, adds the errors to the faults, and reports
// whether the value is valid.
func (c *Checker) Value(f *problem.Faults, pointer string, value any, tags string) bool {
	err := c.own().Var(value, tags)
	c.add(f, err, func(validator.FieldError) string { return pointer })
	return err == nil
}

func (c *Checker) add(f *problem.Faults, err error, pointer func(validator.FieldError) string) {
	if err == nil {
		return
	}
	for _, e := range err.(validator.ValidationErrors) {
		at := pointer(e)
		if f.Covers(at) {
			continue
		}
		rule, found := c.rule(e), Error{Value: e.Value(), Parameter: e.Param()}
		if value, ok := e.Value().(string); ok && rule.Sentence != nil {
			if sentence, ok := rule.Sentence(value); ok {
				f.AddSaying(at, rule.Code, sentence)
				continue
			}
		}
		var args []any
		if rule.Args != nil {
			args = rule.Args(found)
		}
		f.Add(at, rule.Code, args...)
	}
}

// rule returns the rule that a value breaks.
func (c *Checker) rule(e validator.FieldError) Rule {
	rule, ok := c.rules[e.Tag()]
	if kinds, split := byKind[e.Tag()]; split {
		rule, ok = kinds[kindOf(e.Kind())]
	}
	if !ok {
		panic("no rule for the tag " + e.Tag())
	}
	return rule
}

// basicRules are the rules that every request can use.
var basicRules = map[string]Rule{
	"required":         {Code: problem.Required},
	"required_without": {Code: problem.Required},
	"unique":           {Code: problem.Repeated},
	"oneof": {Code: problem.NotAllowed,
		Args: func(e Error) []any { return []any{strings.ReplaceAll(e.Parameter, " ", ", ")} }},
	"printable": {Holds: func(s, _ string) bool { return Printable(s) }, Code: problem.ControlCharacter},
	"notblank":  {Holds: func(s, _ string) bool { return strings.TrimSpace(s) != "" }, Code: problem.Required},
	"day":       {Holds: isDay, Code: problem.InvalidDate},
	"count": {Holds: isCount, Code: problem.OutOfRange, Args: func(e Error) []any {
		most, _ := strconv.ParseInt(e.Parameter, 10, 64)
		return []any{problem.Within(1, most)}
	}},
}

// byKind are the rules of tags whose meaning differs between texts, lists and numbers.
var byKind = map[string]map[reflect.Kind]Rule{
	"min": {
		reflect.String: {Code: problem.Required}, // min=1
		reflect.Slice:  {Code: problem.TooFew, Args: parameter},
		reflect.Int64:  {Code: problem.OutOfRange, Args: func(e Error) []any { return []any{problem.AtLeast(e.Parameter)} }},
	},
	"max": {
		reflect.String: {Code: problem.TooLong, Args: parameter},
		reflect.Slice:  {Code: problem.TooMany, Args: parameter},
		reflect.Int64:  {Code: problem.OutOfRange, Args: func(e Error) []any { return []any{problem.AtMost(e.Parameter)} }},
	},
}

func parameter(e Error) []any { return []any{e.Parameter} }

// kindOf returns the key of a kind in byKind: one for all numbers.
func kindOf(k reflect.Kind) reflect.Kind {
	if k == reflect.String || k == reflect.Slice {
		return k
	}
	return reflect.Int64
}

// Printable reports whether s has no control characters.
func Printable(s string) bool { return strings.IndexFunc(s, unicode.IsControl) < 0 }

func isDay(s, _ string) bool {
	_, err := edition.ParseDate(s)
	return err == nil
}

// isCount reports whether s is a whole number from 1 to the parameter.
func isCount(s, most string) bool {
	n, err := strconv.Atoi(s)
	bound, _ := strconv.Atoi(most)
	return err == nil && n >= 1 && n <= bound
}

// Max returns the tag that bounds the length of a text.
func Max(characters int) string { return fmt.Sprintf("max=%d", characters) }

// OneOf returns the tag that a value is one of some words, which contain no space.
func OneOf(words ...string) string { return "oneof=" + strings.Join(words, " ") }

// pointerOf turns the validator's path, type.unit_price.amount or
// type.channels[0], into the rest of a JSON pointer.
func pointerOf(namespace string) string {
	_, path, _ := strings.Cut(namespace, ".")
	return "/" + strings.NewReplacer(".", "/", "[", "/", "]", "").Replace(path)
}
