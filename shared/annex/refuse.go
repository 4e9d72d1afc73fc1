package annex

import (
	"errors"
	"fmt"

	"importchecker/shared/annex/chinese"
	"importchecker/shared/edition"
	"importchecker/shared/publication"
)

// refuse returns an error that names the field of an annex that does not fit.
// Both sentences take the same arguments.
func refuse(field, en, zh string, args ...any) error {
	return &publication.RequestError{Field: field,
		Text: edition.Text{EN: fmt.Sprintf(en, args...), ZH: fmt.Sprintf(zh, args...)}}
}

// joinErrors joins errors, flattening those already joined; nil when there is none.
func joinErrors(errs ...error) error {
	var all []error
	for _, err := range errs {
		if several, ok := err.(interface{ Unwrap() []error }); ok {
			all = append(all, several.Unwrap()...)
		} else if err != nil {
			all = append(all, err)
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	return errors.Join(all...)
}

// unreadable returns the error that a file cannot be read.
func unreadable(err error) error {
	zh := chinese.Translate(err.Error())
	if zh == "" {
		zh = err.Error()
	}
	return &publication.RequestError{Field: "file", Text: edition.Text{EN: err.Error(), ZH: "附件无法读取：" + zh}}
}

// guard runs a reader of files, and turns a panic into an error.
func guard(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = unreadable(fmt.Errorf("the reader failed on it (%v): save it anew, or in another format", p))
		}
	}()
	return do()
}
