package main

import "testing"

// TestSame checks that every engine agrees with the product on every plain line of a large sample.
func TestSame(t *testing.T) {
	lines := plainLines(5000)
	if len(lines) != 5000 {
		t.Fatalf("%d plain lines", len(lines))
	}
	engines, err := newEngines(lines)
	if err != nil {
		t.Fatal(err)
	}
	if err := compare(engines, lines); err != nil {
		t.Error(err)
	}
}

// TestDifference checks that a difference is found and reported.
func TestDifference(t *testing.T) {
	lines := plainLines(3)
	wrong, err := newProduct(lines)
	if err != nil {
		t.Fatal(err)
	}
	right, said := wrong, wrong.last
	wrong.last = func() answer {
		a := said()
		a.vat++
		return a
	}
	if compare([]engine{right, wrong}, lines) == nil {
		t.Error("a difference of one fen is not found")
	}
}
