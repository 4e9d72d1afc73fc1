package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// A CatalogueRequest is a request to check a whole file.
type CatalogueRequest struct {
	Filename string            `json:"filename"`
	AsOf     string            `json:"as_of,omitempty"`
	Channels []string          `json:"channels,omitempty"`
	Mapping  map[string]string `json:"mapping,omitempty"`
	Result   string            `json:"result,omitempty"` // csv or xlsx
}

// A Catalogue is a file that is checked in the background.
type Catalogue struct {
	ID       string `json:"id"`
	State    string `json:"state"`
	Progress struct {
		Rows        int   `json:"rows"`
		Expected    *int  `json:"rows_expected"`
		SecondsLeft *int  `json:"seconds_left"`
		BytesRead   int64 `json:"bytes_read"`
		Bytes       int64 `json:"bytes"`
	} `json:"progress"`
	Columns   []CatalogueColumn `json:"columns"`
	Ignored   []string          `json:"ignored"`
	Notes     []CatalogueNote   `json:"notes"`
	Counts    CatalogueCounts   `json:"counts"`
	SettledBy []Settles         `json:"settled_by"`
	Failure   *struct {
		Code string `json:"code"`
		Text Text   `json:"text"`
	} `json:"failure"`
	Results []struct {
		Format string `json:"format"`
		URL    string `json:"url"`
		SHA256 string `json:"sha256"`
	} `json:"results"`
	Upload struct {
		Method  string            `json:"method"`
		URL     string            `json:"url"`
		Headers map[string]string `json:"headers"`
	} `json:"upload"`
}

// A CatalogueColumn is a column that was recognized.
type CatalogueColumn struct {
	Field   string `json:"field"`
	Heading string `json:"heading"`
	Column  string `json:"column"` // its letter
}

// A CatalogueNote says how an ambiguous column was interpreted.
type CatalogueNote struct {
	Code    string `json:"code"`
	Column  string `json:"column"`
	Heading string `json:"heading"`
	Text    Text   `json:"text"`
}

// CatalogueCounts has the numbers of rows that are done.
type CatalogueCounts struct {
	Rows         int                      `json:"rows"`
	Decided      int                      `json:"decided"`
	WithProblems int                      `json:"with_problems"`
	WithoutCode  int                      `json:"without_code"`
	Problems     map[string]int           `json:"problems"` // by code
	Channels     map[string]ChannelCounts `json:"channels"`
}

// ChannelCounts has the numbers of answers of one channel.
type ChannelCounts struct {
	Verdicts map[string]int `json:"verdicts"`
	Reasons  map[string]int `json:"reasons"` // those that decide or ask
}

// Settles is a fact or a list, with the numbers of rows and answers that it would settle.
type Settles struct {
	Fact     string `json:"fact,omitempty"`
	List     string `json:"list,omitempty"`
	Question Text   `json:"question"`
	Rows     int    `json:"rows"`
	Answers  int    `json:"answers"`
}

// Ended reports whether the catalogue is in a final state.
func (c *Catalogue) Ended() bool {
	switch c.State {
	case "done", "failed", "cancelled", "expired":
		return true
	}
	return false
}

// CheckCatalogue uploads a file of a size, and polls the check until its end. It calls
// progress, which may be nil, with each state.
func (c *Client) CheckCatalogue(ctx context.Context, q CatalogueRequest, file io.Reader, size int64,
	progress func(*Catalogue)) (*Catalogue, error) {
	made := new(Catalogue)
	if _, err := c.do(ctx, http.MethodPost, "/v1/catalogues", nil, q, made); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, made.Upload.Method, made.Upload.URL, file)
	if err != nil {
		return nil, err
	}
	req.ContentLength = size
	for name, value := range made.Upload.Headers {
		req.Header.Set(name, value)
	}
	if _, err := c.send(req, nil); err != nil {
		return nil, fmt.Errorf("put the file: %w", err)
	}
	return c.poll(ctx, made.ID, progress)
}

// pollInterval is the time between two requests for the state of a catalogue.
const pollInterval = time.Second

func (c *Client) poll(ctx context.Context, id string, progress func(*Catalogue)) (*Catalogue, error) {
	for {
		now := new(Catalogue)
		if _, err := c.do(ctx, http.MethodGet, "/v1/catalogues/"+url.PathEscape(id), nil, nil, now); err != nil {
			return nil, err
		}
		if progress != nil {
			progress(now)
		}
		if now.Ended() {
			return now, nil
		}
		select {
		case <-ctx.Done():
			return now, ctx.Err()
		case <-time.After(pollInterval):
		}
	}
}

// Fetch downloads the result of a catalogue in a format, and writes it to w.
func (c *Client) Fetch(ctx context.Context, done *Catalogue, format string, w io.Writer) error {
	for _, r := range done.Results {
		if r.Format != format {
			continue
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL, nil)
		if err != nil {
			return err
		}
		client := c.HTTP
		if client == nil {
			client = http.DefaultClient
		}
		res, err := client.Do(req)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return fmt.Errorf("fetch the result: %s", res.Status)
		}
		_, err = io.Copy(w, res.Body)
		return err
	}
	return fmt.Errorf("the catalogue has no result in %s", format)
}
