package submission

import (
	"strings"
	"testing"
	"time"
)

func TestNewIDSortsByTime(t *testing.T) {
	least, most := [10]byte{}, [10]byte{255, 255, 255, 255, 255, 255, 255, 255, 255, 255}
	times := []time.Time{
		time.UnixMilli(0),
		time.UnixMilli(1),
		time.UnixMilli(31),
		time.UnixMilli(32),
		time.UnixMilli(255),
		time.UnixMilli(256),
		clock,
		clock.Add(time.Millisecond),
		clock.AddDate(0, 0, 1),
		clock.AddDate(1000, 0, 0),
	}
	for i, at := range times[1:] {
		earlier, later := NewID(times[i], most), NewID(at, least)
		if earlier >= later {
			t.Errorf("%v: %s, %v: %s, want them in order", times[i], earlier, at, later)
		}
		if len(later) != 26 || !ValidID(later) {
			t.Errorf("%v: got id %q, want a valid one of 26 characters", at, later)
		}
	}
	if NewID(clock, least) == NewID(clock, most) {
		t.Error("two draws gave one id")
	}
}

func TestValidID(t *testing.T) {
	for id, want := range map[string]bool{
		"a": true, "06eaea-_Z9": true, strings.Repeat("a", MaxIDLen): true,
		"": false, strings.Repeat("a", MaxIDLen+1): false,
		"a#b": false, "a b": false, "a/b": false, "a.b": false, "é": false, "a\x00": false, "\xff": false,
	} {
		if got := ValidID(id); got != want {
			t.Errorf("%q: got %v, want %v", id, got, want)
		}
	}
}
