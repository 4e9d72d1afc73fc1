package bind

import (
	"testing"
)

func TestScaled(t *testing.T) {
	for _, tt := range []struct {
		number string
		places int
		want   int64
		whole  bool
	}{
		{"0", 0, 0, true},
		{"-0", 0, 0, true},
		{"0.000", 0, 0, true},
		{"0e999999999999", 0, 0, true},
		{"1", 0, 1, true},
		{"1.0", 0, 1, true},
		{"10e-1", 0, 1, true},
		{"1E+3", 0, 1000, true},
		{"-12", 0, -12, true},
		{"1.5", 0, 0, false},
		{"1e-1", 0, 0, false},
		{"1.5", 3, 1500, true},
		{"0.001", 3, 1, true},
		{"0.0010", 3, 1, true},
		{"0.0001", 3, 0, false},
		{"1e-400", 3, 0, false},
		{"999999999999999999", 0, 999999999999999999, true},
		{"1000000000000000000", 0, overflow, true},
		{"-1e400", 0, -overflow, true},
		{"1e99999999999999999999", 0, overflow, true},
		{"1e-99999999999999999999", 0, 0, false},
		{"100000000000000000000e-20", 0, 1, true},
	} {
		if got, whole := scaled([]byte(tt.number), tt.places); got != tt.want || whole != tt.whole {
			t.Errorf("scaled(%s, %d) = %d, %v; want %d, %v", tt.number, tt.places, got, whole, tt.want, tt.whole)
		}
	}
}
