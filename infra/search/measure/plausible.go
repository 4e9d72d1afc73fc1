package measure

import (
	"fmt"
	"io"

	"importchecker/shared/search"
	"importchecker/shared/search/model"
	"importchecker/shared/tariff"
)

// PrintPlausible prints how often a name is said to agree with its own code, and with the code of a row of
// another chapter, on unseen questions.
func PrintPlausible(out io.Writer, cases []Case) {
	fmt.Fprintln(out, "| set | code | agrees | doubtful | contradicts |\n| --- | --- | --- | --- | --- |")
	for set := range Sets {
		var own, other [3]int
		var last tariff.Code
		for i := range cases {
			c := &cases[i]
			if c.Set != set || len(c.Candidates) == 0 {
				continue
			}
			code := tariff.Code(c.Row.Code)
			own[verdictOf(c, code)]++
			if last != "" && last.At(tariff.Chapter) != code.At(tariff.Chapter) {
				other[verdictOf(c, last)]++
			}
			last = code
		}
		for _, row := range []struct {
			name string
			n    [3]int
		}{{"its own", own}, {"another's", other}} {
			all := row.n[0] + row.n[1] + row.n[2]
			fmt.Fprintf(out, "| %s | %s | %.1f | %.1f | %.1f |\n", Sets[set].Name, row.name, share(row.n[0], all),
				share(row.n[1], all), share(row.n[2], all))
		}
	}
}

func verdictOf(c *Case, code tariff.Code) int {
	found := make([]tariff.Code, len(c.Candidates))
	for i := range found {
		found[i] = tariff.Code(c.codes[c.Candidates[i].Code])
	}
	switch search.Weigh(code, found, model.Probabilities(c.Candidates)) {
	case search.Agrees:
		return 0
	case search.Contradicts:
		return 2
	}
	return 1
}
