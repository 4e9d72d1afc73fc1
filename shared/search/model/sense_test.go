package model

import (
	"slices"
	"testing"

	"importchecker/shared/search/matrix"
	"importchecker/shared/search/words"
)

// small returns a model of four codes and two words.
func small(t *testing.T) *Model {
	t.Helper()
	none := matrix.Build(4, nil, true)
	m, err := Read(string(Write(&Parts{
		Codes: []string{"090111", "090121", "090210", "090230"}, Listed: [][2]uint16{{0, 0}, {3, 1}, {1, 0}, {3, 0}},
		Linear: none, Folded: none, Near: matrix.Build(0, nil, true), Vague: matrix.Build(1, nil, true),
		Senses: []Sense{{"tea", 2, 2}, {"thermos", 1, 1}, {"~" + words.Stem("coffee"), 0, 2}, {"~tea", 2, 2}, {"杯子", 3, 1}},
	})))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A single word means the codes of its senses, singular or plural, with or without a quantity.
func TestMeant(t *testing.T) {
	m := small(t)
	for _, test := range []struct {
		title string
		want  []int32
	}{
		{"tea", []int32{2, 3}},
		{"thermso", []int32{1}},
		{"桌子", nil}, // no slip of the keys makes it 杯子
		{"Teas", []int32{2, 3}},
		{"tea 500g", []int32{2, 3}},
		{"coffees", []int32{0, 1}},
		{"tea cup", nil},
		{"cofee", nil}, // too short for a slip to be sure
		{"500g", nil},
		{"", nil},
	} {
		if got := m.senseCodes(m.corrected(words.Key(words.Fold(test.title)))); !slices.Equal(got, test.want) {
			t.Errorf("%q means %v, want %v", test.title, got, test.want)
		}
	}
	found := m.Ask(&Question{Title: words.Read("tea")}, 10)
	if len(found) != 2 || m.Code(found[0].Code)[:4] != "0902" {
		t.Errorf("tea is %v", found)
	}
}

// The best code that a word means comes first; its other codes are raised by as much, and keep their order.
func TestOrder(t *testing.T) {
	weights := [FeatureCount]float32{1}
	found := []Candidate{{Code: 1, Meant: true}, {Code: 2}, {Code: 3, Meant: true}, {Code: 4, Phrase: true}, {Code: 5}}
	for i, score := range []float32{1, 9, 2, 8, 3} {
		found[i].Features[0] = score
	}
	Order(found, &weights)
	var got []int
	for _, c := range found {
		got = append(got, c.Code)
	}
	if !slices.Equal(got, []int{3, 4, 1, 2, 5}) {
		t.Errorf("the order is %v", got)
	}
	if found[0].Score != 8+phraseBonus+senseLead {
		t.Errorf("the first has %v", found[0].Score)
	}
}

// The frequency of a code is by language, and within its heading.
func TestFrequency(t *testing.T) {
	m := small(t)
	if all, part := m.frequency(3, 0); part != 0.75 || all <= 0 {
		t.Errorf("of four Chinese listings of the heading three: %v, %v", all, part)
	}
	if all, part := m.frequency(3, 1); all != 0 || part != 0 {
		t.Errorf("no English listing: %v, %v", all, part)
	}
}
