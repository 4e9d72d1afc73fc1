package edition

import (
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	for _, row := range []struct {
		text string
		want Date
	}{
		{"2026-03-01", NewDate(2026, 3, 1)},
		{"2024-02-29", NewDate(2024, 2, 29)}, // leap year
		{"2000-02-29", NewDate(2000, 2, 29)}, // leap, being divisible by 400
		{"0001-01-01", NewDate(1, 1, 1)},     // first day there is
		{"9999-12-31", NewDate(9999, 12, 31)},
	} {
		got, err := ParseDate(row.text)
		if err != nil || got != row.want {
			t.Errorf("ParseDate(%q) = %v, %v, want %v", row.text, got, err, row.want)
		}
		if got.String() != row.text {
			t.Errorf("ParseDate(%q).String() = %q", row.text, got.String())
		}
	}
}

func TestParseDateRejects(t *testing.T) {
	for _, text := range []string{
		"",
		"2026-02-29",           // no leap year
		"1900-02-29",           // nor this, being divisible by 100
		"2026-04-31",           // April has 30
		"2026-13-01",           // no such month
		"2026-00-10",           // nor this
		"2026-01-00",           // no such day
		"0000-01-01",           // no such year
		"2026-3-1",             // not padded
		"26-03-01",             // two digits of a year
		"2026/03/01",           // not ISO 8601
		"20260301",             // the basic form is not taken
		"2026-03-01T00:00:00Z", // an instant is no day
		"2026-03-01 ",
		" 2026-03-01",
		"+2026-03-01",
		"２０２６-03-01", // full-width digits
	} {
		if got, err := ParseDate(text); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", text, got)
		}
	}
}

func TestDateOfAroundMidnightInChina(t *testing.T) {
	day := func(s string) time.Time {
		at, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, row := range []struct {
		at   string
		want string
	}{
		{"2022-02-28T15:59:59.999999999Z", "2022-02-28"}, // last moment of the 2019 list
		{"2022-02-28T16:00:00Z", "2022-03-01"},           // first moment of the 2022 list
		{"2022-03-01T00:00:00+08:00", "2022-03-01"},
		{"2022-02-28T23:59:59+08:00", "2022-02-28"},
		{"2024-02-28T16:00:00Z", "2024-02-29"},      // into a leap day
		{"2025-12-31T08:00:00-08:00", "2026-01-01"}, // over the year's end from far west
		{"2026-01-01T13:59:59+14:00", "2026-01-01"}, // from far east it is 07:59 in China
		{"2026-01-01T05:59:59+14:00", "2025-12-31"},
	} {
		if got := DateOf(day(row.at)); got.String() != row.want {
			t.Errorf("DateOf(%s) = %s, want %s", row.at, got, row.want)
		}
	}
}

func TestAddDays(t *testing.T) {
	for _, row := range []struct {
		from string
		n    int
		want string
	}{
		{"2024-02-28", 1, "2024-02-29"},
		{"2023-02-28", 1, "2023-03-01"},
		{"2022-03-01", -1, "2022-02-28"}, // the last day on which the 2019 list answers
		{"2020-03-01", -1, "2020-02-29"},
		{"2025-12-31", 1, "2026-01-01"},
		{"2026-01-01", -1, "2025-12-31"},
		{"2026-06-15", 0, "2026-06-15"},
		{"2024-01-01", 366, "2025-01-01"},
	} {
		from, err := ParseDate(row.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := from.AddDays(row.n); got.String() != row.want {
			t.Errorf("%s.AddDays(%d) = %s, want %s", row.from, row.n, got, row.want)
		}
	}
}

// TestAddDaysAgreesWithTheCalendar walks every day from before the first list
// to well after the last.
func TestAddDaysAgreesWithTheCalendar(t *testing.T) {
	at := time.Date(2015, 12, 31, 12, 0, 0, 0, ChinaTime)
	day := DateOf(at)
	for range 20 * 366 {
		at = at.AddDate(0, 0, 1)
		next := day.AddDays(1)
		if next != DateOf(at) || next <= day || next.AddDays(-1) != day {
			t.Fatalf("the day after %s is %s, want %s", day, next, DateOf(at))
		}
		if parsed, err := ParseDate(next.String()); err != nil || parsed != next {
			t.Fatalf("%s does not read back: %v, %v", next, parsed, err)
		}
		day = next
	}
}

func TestNoDay(t *testing.T) {
	var none Date
	if !none.IsZero() || none.String() != "" || none.Year() != 0 {
		t.Errorf("got %q, year %d", none, none.Year())
	}
	if NewDate(2026, 3, 1).IsZero() || NewDate(2026, 3, 1).Year() != 2026 {
		t.Error("2026-03-01 reads as no day, or as another year")
	}
}

func TestIntervalContains(t *testing.T) {
	d := func(s string) Date {
		day, err := ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return day
	}
	from, to := d("2020-01-01"), d("2022-03-01")
	for _, row := range []struct {
		name string
		in   Interval
		day  Date
		want bool
	}{
		{"the day before", Interval{from, to}, d("2019-12-31"), false},
		{"the first day", Interval{from, to}, from, true},
		{"the day after the first", Interval{from, to}, d("2020-01-02"), true},
		{"the last day", Interval{from, to}, d("2022-02-28"), true},
		{"the day it is superseded", Interval{from, to}, to, false},
		{"the day after that", Interval{from, to}, d("2022-03-02"), false},
		{"long after, without an end", Interval{From: from}, d("9999-12-31"), true},
		{"the day before, without an end", Interval{From: from}, d("2019-12-31"), false},
		{"long before, without a beginning", Interval{To: to}, d("0001-01-01"), true},
		{"the day it ends, without a beginning", Interval{To: to}, to, false},
		{"any day, without either", Interval{}, from, true},
		{"one day only", Interval{from, d("2020-01-02")}, from, true},
		{"an interval of no days", Interval{from, from}, from, false},
		{"no day, in one with bounds", Interval{from, to}, 0, false},
		{"no day, in one without", Interval{}, 0, false}, // a forgotten day is in no interval
	} {
		if got := row.in.Contains(row.day); got != row.want {
			t.Errorf("%s: [%s, %s) contains %s: got %t", row.name, row.in.From, row.in.To, row.day, got)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-03-01", "2024-02-29", "0000-00-00", "2026-02-30", "99999-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			if !d.IsZero() {
				t.Errorf("ParseDate(%q) = %v with %v", s, d, err)
			}
			return
		}
		if d.String() != s || d.IsZero() {
			t.Errorf("ParseDate(%q).String() = %q", s, d)
		}
	})
}
