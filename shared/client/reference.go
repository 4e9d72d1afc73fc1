package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// Get reads the resource at a path, and decodes it into out.
func (c *Client) Get(ctx context.Context, path string, query url.Values, out any) error {
	_, err := c.do(ctx, http.MethodGet, path, query, nil, out)
	return err
}

// pages returns the items of a collection, which it reads page by page.
func pages[T any](ctx context.Context, c *Client, path string, query url.Values) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		q := url.Values{}
		for name, values := range query {
			q[name] = values
		}
		for {
			var page struct {
				Items []T    `json:"items"`
				Next  string `json:"next_cursor"`
			}
			if err := c.Get(ctx, path, q, &page); err != nil {
				var zero T
				yield(zero, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.Set("cursor", page.Next)
		}
	}
}

// A FoundCode is a code of the tariff that words may mean.
type FoundCode struct {
	HSCode     string  `json:"hs_code"`
	NameZH     string  `json:"name_zh"`
	NameEN     string  `json:"name_en"`
	Score      float64 `json:"score"`
	Confidence string  `json:"confidence"` // high, medium or low
}

// SearchTariff returns the codes that words may mean, best first.
func (c *Client) SearchTariff(ctx context.Context, words string, limit int) ([]FoundCode, error) {
	var found struct {
		Items []FoundCode `json:"items"`
	}
	err := c.Get(ctx, "/v1/tariff", url.Values{"q": {words}, "limit": {strconv.Itoa(limit)}}, &found)
	return found.Items, err
}

// A Channel is a way for goods to enter China.
type Channel struct {
	ID       string `json:"id"`
	Name     Text   `json:"name"`
	Mode     string `json:"supervision_mode"` // the customs supervision mode; blank if unknown
	OpenFrom string `json:"open_from"`
	// Conditions are the conditions for every item, and Standing other reasons that hold
	// for every item, of which answers have only the codes.
	Conditions []Reason `json:"conditions"`
	Standing   []Reason `json:"standing"`
}

// Channels returns the channels on a day; today if asOf is blank.
func (c *Client) Channels(ctx context.Context, asOf string) iter.Seq2[Channel, error] {
	q := url.Values{}
	if asOf != "" {
		q.Set("as_of", asOf)
	}
	return pages[Channel](ctx, c, "/v1/channels", q)
}

// A List is one of the published lists, with its editions.
type List struct {
	ID       string    `json:"id"`
	Title    Text      `json:"title"`
	Editions []Edition `json:"editions"`
}

// An Edition is an edition of a list.
type Edition struct {
	List          string `json:"list"`
	Edition       string `json:"edition"`
	Document      string `json:"document"`
	Coverage      string `json:"coverage"` // complete or partial
	EffectiveFrom string `json:"effective_from"`
	SHA256        string `json:"sha256"`
	Rows          int    `json:"rows"`
	StatedRows    int    `json:"stated_rows"`
	SupersededOn  string `json:"superseded_on"` // blank if no other follows
	PublishedAt   string `json:"published_at"`  // where it was published
	State         string `json:"state"`         // built_in or published
}

// Lists returns the published lists.
func (c *Client) Lists(ctx context.Context) iter.Seq2[List, error] {
	return pages[List](ctx, c, "/v1/lists", nil)
}

// An Entry is a row of an edition.
type Entry struct {
	ID     string `json:"id"`
	HSCode string `json:"hs_code"`
	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en"`
	Remark string `json:"remark"`
}

// Entries returns the rows of an edition; only those that cover a code if code is not blank.
func (c *Client) Entries(ctx context.Context, list, edition, code string) iter.Seq2[Entry, error] {
	q := url.Values{}
	if code != "" {
		q.Set("code", code)
	}
	return pages[Entry](ctx, c, "/v1/lists/"+url.PathEscape(list)+"/editions/"+url.PathEscape(edition)+"/entries", q)
}

// Difference returns what changed from one edition of a list to another, as JSON.
func (c *Client) Difference(ctx context.Context, list, from, to string) (json.RawMessage, error) {
	return c.do(ctx, http.MethodGet, "/v1/lists/"+url.PathEscape(list)+"/diff", url.Values{"from": {from}, "to": {to}},
		nil, nil)
}

// A FoundSector is a class of services that words may mean.
type FoundSector struct {
	System string `json:"system"`
	Code   string `json:"code"`
	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en"`
}

// Sectors returns the classes of services that words may mean, best first.
func (c *Client) Sectors(ctx context.Context, words string) ([]FoundSector, error) {
	var found struct {
		Items []FoundSector `json:"items"`
	}
	err := c.Get(ctx, "/v1/sectors", url.Values{"q": {words}}, &found)
	return found.Items, err
}
