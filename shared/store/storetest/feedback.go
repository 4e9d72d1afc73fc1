package storetest

import (
	"reflect"
	"testing"
	"time"

	"importchecker/shared/feedback"
	"importchecker/shared/storage"
	"importchecker/shared/store"
)

// RunFeedback tests the store of readers' opinions: they are returned as added, newest first, by page.
func RunFeedback(t *testing.T, open func(t *testing.T) store.Table) {
	opinions := store.NewFeedback(open(t))
	var want []feedback.Opinion
	for n := range 5 {
		o := feedback.Opinion{ID: idOf(n), At: at.Add(time.Duration(n) * time.Second), View: "goods_check", Useful: n%2 == 0}
		if !o.Useful {
			o.Subject, o.Amiss = "0409000000", "wrong"
		}
		if err := opinions.Add(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		want = append([]feedback.Opinion{o}, want...)
	}
	var got []feedback.Opinion
	for after := ""; ; {
		page, next, err := opinions.Opinions(t.Context(), storage.Page{After: after, Limit: 2})
		if err != nil || len(page) > 2 {
			t.Fatal(len(page), err)
		}
		got = append(got, page...)
		if after = next; next == "" {
			break
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	wantErr(t, "the same id again", opinions.Add(t.Context(), want[0]), storage.ErrConflict)
	_, _, err := opinions.Opinions(t.Context(), storage.Page{After: "no id"})
	wantErr(t, "a cursor of nobody's", err, storage.ErrCursor)
}
