package question

import (
	"reflect"
	"strings"
	"sync"

	"github.com/go-playground/validator/v10"

	"importchecker/shared/api/bind"
	"importchecker/shared/api/problem"
	"importchecker/shared/country"
	"importchecker/shared/eligibility"
)

// validators reads the tags of the request types, once.
var validators = sync.OnceValue(func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(field reflect.StructField) string { return field.Tag.Get("json") })
	for tag, holds := range map[string]func(string) bool{
		"printable": bind.Printable,
		"country":   country.Known,
		"channel":   func(s string) bool { _, ok := eligibility.ParseChannel(s); return ok },
		"place":     IsPlace,
		"system":    isSystem,
	} {
		err := v.RegisterValidation(tag, func(level validator.FieldLevel) bool { return holds(level.Field().String()) })
		if err != nil {
			panic(err)
		}
	}
	return v
})

// validate checks the tags of a request and adds what they find, unless more
// is known of the place already.
func validate(f *problem.Faults, at string, request any) {
	err := validators().Struct(request)
	if err == nil {
		return
	}
	for _, e := range err.(validator.ValidationErrors) {
		pointer := at + pointerOf(e.Namespace())
		if f.Covers(pointer) {
			continue
		}
		switch tag := e.Tag(); {
		case tag == "required":
			f.Add(pointer, problem.Required)
		case tag == "printable":
			f.Add(pointer, problem.ControlCharacter)
		case tag == "country":
			f.Add(pointer, problem.UnknownCountry)
		case tag == "channel":
			f.Add(pointer, problem.UnknownChannel, ChannelNames())
		case tag == "place":
			f.Add(pointer, problem.NotAllowed, PlaceNames())
		case tag == "system":
			f.Add(pointer, problem.NotAllowed, SystemNames())
		case tag == "eq":
			f.Add(pointer, problem.CurrencyUnsupported)
		case tag == "unique":
			f.Add(pointer, problem.Repeated)
		case tag == "min" && e.Kind() == reflect.String: // of one character
			f.Add(pointer, problem.Required)
		case tag == "min" && e.Kind() == reflect.Slice:
			f.Add(pointer, problem.TooFew, e.Param())
		case tag == "max" && e.Kind() == reflect.String:
			f.Add(pointer, problem.TooLong, e.Param())
		case tag == "min":
			f.Add(pointer, problem.OutOfRange, problem.AtLeast(e.Param()))
		case tag == "max":
			f.Add(pointer, problem.OutOfRange, problem.AtMost(e.Param()))
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
