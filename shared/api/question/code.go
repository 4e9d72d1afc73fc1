package question

import (
	"importchecker/shared/api/problem"
	"importchecker/shared/tariff"
)

// ReadCode parses a customs code, and adds a fault at the pointer if it is invalid.
func ReadCode(f *problem.Faults, pointer, s string) tariff.Code {
	code, err := tariff.ParseCode(s)
	if err != nil {
		f.Add(pointer, problem.InvalidCode)
	}
	return code
}
