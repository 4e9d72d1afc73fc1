package redecision

import (
	"fmt"
	"testing"
)

// TestInTurn checks that the parts of jobs are interleaved.
func TestInTurn(t *testing.T) {
	large := []Task{{"a", 0}, {"a", 1}, {"a", 2}, {"a", 7}}
	for _, test := range []struct {
		jobs [][]Task
		want string
	}{
		{nil, "[]"},
		{[][]Task{nil, large, nil}, "[{a 0} {a 1} {a 2} {a 7}]"},
		{[][]Task{large, {{"b", 3}}, {{"c", 0}, {"c", 1}}}, "[{a 0} {b 3} {c 0} {a 1} {c 1} {a 2} {a 7}]"},
	} {
		if got := fmt.Sprint(inTurn(test.jobs)); got != test.want {
			t.Errorf("%v: got %s, want %s", test.jobs, got, test.want)
		}
	}
}
