package eligibility_test

import (
	"fmt"
	"slices"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
)

// TestAbout checks the standing reasons, conditions and limits of channels by day.
func TestAbout(t *testing.T) {
	for _, row := range []struct {
		channel eligibility.ChannelID
		day     edition.Date
		want    string // standing codes, conditions, limits
	}{
		{eligibility.GeneralTrade, today, "[] [] none"},
		{eligibility.CBECBonded, edition.NewDate(2016, 4, 7), "[] [] none"}, // the day before it opened
		{eligibility.CBECBonded, edition.NewDate(2018, 12, 31),
			"[] [personal_use_only platform_order pilot_area] 2000.00 20000.00 false"},
		{eligibility.CBECBonded, edition.NewDate(2019, 1, 1), "[personal_use_supervision no_offline_pickup] " +
			"[personal_use_only platform_order pilot_area] 5000.00 26000.00 true"},
		{eligibility.CBECDirect, today, "[personal_use_supervision return_window] " +
			"[personal_use_only platform_order pilot_area] 5000.00 26000.00 true"},
		{eligibility.YiwuPilot, edition.NewDate(2024, 11, 30), "[] [] none"},
		{eligibility.YiwuPilot, edition.NewDate(2024, 12, 1), "[waivers_unknown] [sold_in_mall] none"},
	} {
		about := eligibility.About(row.channel, row.day)
		var standing, asked []eligibility.ReasonCode
		for i := range about.Standing {
			r := &about.Standing[i]
			standing = append(standing, r.Code)
			if err := checkComplete(&r.Reason); err != nil || r.From > row.day {
				t.Errorf("%s on %s: %s from %s, %v", row.channel, row.day, r.Code, r.From, err)
			}
		}
		for i := range about.Conditions {
			asked = append(asked, about.Conditions[i].Code)
			if err := checkComplete(&about.Conditions[i]); err != nil {
				t.Errorf("%s on %s: %v", row.channel, row.day, err)
			}
		}
		limits := "none"
		if l := about.Limits; l != nil {
			limits = fmt.Sprintf("%s %s %t", l.Transaction, l.Year, l.OneItem)
		}
		if got := fmt.Sprintf("%v %v %s", standing, asked, limits); got != row.want {
			t.Errorf("%s on %s: got %s, want %s", row.channel, row.day, got, row.want)
		}
		if named := slices.Collect(eligibility.Standing(row.channel, row.day)); !slices.Equal(named, standing) {
			t.Errorf("%s on %s: a decision names %v, and it says %v", row.channel, row.day, named, standing)
		}
	}
}

// TestConditionsOfAChannel checks that decisions have the conditions that About returns
// for their channel.
func TestConditionsOfAChannel(t *testing.T) {
	checker := eligibility.NewChecker(list.BuiltIn())
	for _, channel := range eligibility.Channels() {
		d := checker.Goods(&eligibility.GoodsDeclaration{AsOf: today, Channels: []eligibility.ChannelID{channel},
			Item: eligibility.Item{Code: "95061100"}})
		about := eligibility.About(channel, today)
		for i := range about.Conditions {
			want := &about.Conditions[i]
			same := func(r eligibility.Reason) bool {
				return r.Code == want.Code && r.Effect == want.Effect && r.Fact == want.Fact && r.Basis == want.Basis &&
					r.Text() == want.Text() && slices.Equal(r.Citations, want.Citations)
			}
			if !slices.ContainsFunc(d.Channels[0].Reasons, same) {
				t.Errorf("%s: a decision does not ask %s as it is told", channel, want.Code)
			}
		}
	}
}
