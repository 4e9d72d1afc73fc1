package edition

import (
	"fmt"
	"time"
)

// Date is a civil day in China Standard Time, stored as yyyymmdd so that days
// compare as integers. The zero Date is no day.
type Date int32

// ChinaTime is the time zone of civil days. China has had one zone without summer time
// for as long as any of the lists has been in force.
var ChinaTime = time.FixedZone("Asia/Shanghai", 8*60*60)

// NewDate returns the day, which must exist; it is meant for constants.
func NewDate(year, month, day int) Date {
	return Date(year*10000 + month*100 + day)
}

// ParseDate parses an ISO 8601 calendar date, such as 2026-03-01.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return 0, fmt.Errorf("date %q: want a calendar day such as 2026-03-01", s)
	}
	return NewDate(t.Year(), int(t.Month()), t.Day()), nil
}

// DateOf returns the day in China at the instant t.
func DateOf(t time.Time) Date {
	t = t.In(ChinaTime)
	return NewDate(t.Year(), int(t.Month()), t.Day())
}

// Midnight returns the instant at which the day begins in China.
func (d Date) Midnight() time.Time {
	return time.Date(d.Year(), time.Month(int(d)/100%100), int(d)%100, 0, 0, 0, 0, ChinaTime).UTC()
}

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d == 0 }

// Year returns the calendar year.
func (d Date) Year() int { return int(d) / 10000 }

// AddDays returns the day n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date {
	t := time.Date(d.Year(), time.Month(int(d)/100%100), int(d)%100+n, 0, 0, 0, 0, time.UTC)
	return NewDate(t.Year(), int(t.Month()), t.Day())
}

// String returns the ISO 8601 form, or the empty string for no day.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	y, m, n := int(d)/10000, int(d)/100%100, int(d)%100
	return string([]byte{
		byte('0' + y/1000), byte('0' + y/100%10), byte('0' + y/10%10), byte('0' + y%10), '-',
		byte('0' + m/10), byte('0' + m%10), '-', byte('0' + n/10), byte('0' + n%10),
	})
}

// Interval is the half-open interval of days [From, To). A zero From means no
// beginning and a zero To no end.
type Interval struct {
	From, To Date
}

// Contains reports whether d is in the interval. The zero Date is in none.
func (i Interval) Contains(d Date) bool {
	return d != 0 && d >= i.From && (i.To == 0 || d < i.To)
}
