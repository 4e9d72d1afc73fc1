package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"importchecker/shared/feedback"
	"importchecker/shared/storage"
	"importchecker/shared/store"
)

// Opinions come back as they were said, newest first, a page at a time.
func TestFeedback(t *testing.T) {
	kept, ctx := store.NewFeedback(open(t)), t.Context()
	var want []feedback.Opinion
	for i := range 5 {
		o := feedback.Opinion{ID: fmt.Sprint("06eae", i), At: clock.Add(time.Duration(i) * time.Second), View: "goods_check",
			Useful: i%2 == 0}
		if !o.Useful {
			o.Subject, o.Amiss = "0409000000", "wrong"
		}
		if err := kept.Add(ctx, o); err != nil {
			t.Fatal(err)
		}
		want = append([]feedback.Opinion{o}, want...)
	}
	var got []feedback.Opinion
	for after := ""; ; {
		page, next, err := kept.Opinions(ctx, storage.Page{After: after, Limit: 2})
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
	if err := kept.Add(ctx, want[0]); !errors.Is(err, storage.ErrConflict) {
		t.Errorf("the same id again: %v", err)
	}
	if _, _, err := kept.Opinions(ctx, storage.Page{After: "no id"}); !errors.Is(err, storage.ErrCursor) {
		t.Errorf("a cursor of nobody's: %v", err)
	}
}
