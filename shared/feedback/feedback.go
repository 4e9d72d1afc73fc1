// Package feedback defines readers' opinions of answers: whether an answer was useful, and what was wrong with
// it if not.
//
// An opinion names the answer, never the reader: it has no free text, no address and no token. It is kept for
// Kept and read by the maintainers of the lists, to find codes that are answered badly.
package feedback

import (
	"context"
	"time"

	"importchecker/shared/storage"
)

// Kept is how long an opinion is kept.
const Kept = 180 * 24 * time.Hour

// An Opinion is one reader's opinion of one answer.
type Opinion struct {
	ID      string
	At      time.Time
	View    string // one of Views: where the answer was shown
	Subject string // a code or the id of a list; empty if the answer was about neither
	Useful  bool
	Amiss   string // one of Failings; empty if it was useful, or no reason was given
}

// Views returns the places where an answer can be shown.
func Views() []string {
	return []string{"goods_check", "services_check", "tariff", "list", "sector", "catalogue"}
}

// Failings returns what can be wrong with an answer.
func Failings() []string {
	return []string{"wrong", "unclear", "incomplete", "nothing_to_do", "other"}
}

// MaxSubject is the greatest length of a subject.
const MaxSubject = 64

// ValidSubject reports whether a text can be a subject: ASCII letters, digits, points, hyphens and underscores,
// as in codes and ids of lists. Sentences and addresses do not have that form.
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

// ExpiresAt returns when the opinion is deleted.
func (o *Opinion) ExpiresAt() time.Time { return o.At.Add(Kept) }

// A Store stores opinions.
type Store interface {
	// Add stores an opinion until it expires.
	Add(ctx context.Context, o Opinion) error

	// Opinions returns a page of all opinions, newest first, and the cursor of the next page, which is empty on
	// the last. Expired opinions may still be among them.
	//
	// storage.ErrCursor when the cursor is not one that it returned.
	Opinions(ctx context.Context, p storage.Page) (page []Opinion, next string, err error)
}
