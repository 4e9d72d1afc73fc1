package question

import (
	"importchecker/shared/api/problem"
	"importchecker/shared/tariff"
)

// ReadCode reads a code from a place of its own.
func ReadCode(f *problem.Faults, pointer, s string) tariff.Code {
	code, err := tariff.ParseCode(s)
	if err != nil {
		f.Add(pointer, problem.InvalidCode)
	}
	return code
}
