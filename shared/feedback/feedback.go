// Package feedback is what readers say of an answer: whether it was of use, and
// what was amiss where it was not.
//
// An opinion says what was looked at, never who looked: there is no text to type,
// no address and no token in it. It is kept for Kept and read by maintainers of
// the lists, who learn from it which codes are answered badly.
package feedback

import (
	"context"
	"time"

	"importchecker/shared/storage"
)

// Kept is how long an opinion is kept.
const Kept = 180 * 24 * time.Hour

// An Opinion is what one reader says of one answer.
type Opinion struct {
	ID      string
	At      time.Time
	View    string // one of Views: where the answer stood
	Subject string // what it was about: a code or the id of a list; blank where it was about nothing single
	Useful  bool
	Amiss   string // one of Failings; blank where it was useful, or nothing was said
}

// Views are the places where an answer can stand.
func Views() []string {
	return []string{"goods_check", "services_check", "tariff", "list", "sector", "catalogue"}
}

// Failings are what can be amiss with an answer.
func Failings() []string {
	return []string{"wrong", "unclear", "incomplete", "nothing_to_do", "other"}
}

// MaxSubject is how long a subject may be.
const MaxSubject = 64

// ValidSubject reports whether a text can be a subject: ASCII letters, digits,
// points, hyphens and underscores, as codes and the ids of lists have. Neither
// sentences nor addresses have that form.
func ValidSubject(s string) bool {
	if len(s) > MaxSubject {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '.', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}

// ExpiresAt is when the opinion is dropped.
func (o *Opinion) ExpiresAt() time.Time { return o.At.Add(Kept) }

// A Store keeps opinions.
type Store interface {
	// Add keeps an opinion until it expires.
	Add(ctx context.Context, o Opinion) error

	// Opinions returns a page of all opinions, newest first, and the cursor of the
	// next page, blank on the last. What has expired may still be among them.
	//
	// storage.ErrCursor: the cursor is not one that it gave out.
	Opinions(ctx context.Context, p storage.Page) (page []Opinion, next string, err error)
}
