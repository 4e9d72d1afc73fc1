package compile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"

	"importchecker/shared/list"
)

// FormatMeta returns the edition.json of an edition.
func FormatMeta(m Meta) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(m)
	return b.Bytes(), err
}

// FormatRows returns the list.csv of entries, in their order.
func FormatRows(entries []list.Entry) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(Header); err != nil {
		return nil, err
	}
	for _, e := range entries {
		reading := ""
		if slices.ContainsFunc(e.Conditions, func(c list.Condition) bool { return c.Kind == list.Manual }) {
			reading = "manual"
		}
		fits := make([]string, len(e.Fits))
		for i, f := range e.Fits {
			fits[i] = string(f)
		}
		err := w.Write([]string{
			e.ID, e.Kind.String(), string(e.Code), e.Category, e.NameZH, e.NameEN, e.Remark, reading,
			e.Basis.String(), e.Confidence, strings.Join(e.Sources, ";"), strings.Join(fits, ";"), e.Note,
		})
		if err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}
