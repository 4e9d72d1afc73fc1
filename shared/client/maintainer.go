package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// An Import is an imported annex.
type Import struct {
	ID       string         `json:"id"`
	List     string         `json:"list"`
	Edition  string         `json:"edition"`
	State    string         `json:"state"` // draft, published, withdrawn
	DiffHash string         `json:"diff_hash"`
	Counts   map[string]int `json:"counts"`
	Reach    struct {
		Submissions int  `json:"submissions"`
		AtLeast     bool `json:"at_least"`
	} `json:"reach"`
	Findings []struct {
		Code     string `json:"code"`
		Text     Text   `json:"text"`
		Problem  bool   `json:"problem"` // it prevents publishing until it is accepted
		Accepted bool   `json:"accepted"`
	} `json:"findings"`
	Report AnnexReport `json:"report"`
}

// An AnnexReport is the report on reading an annex.
type AnnexReport struct {
	Problems []AnnexProblem `json:"problems"`
	More     int            `json:"problems_more"` // problems that are not listed
	Notes    []AnnexProblem `json:"notes"`
	Held     int            `json:"held"`
	Stated   int            `json:"stated"`
	Coverage string         `json:"coverage"`
}

// An AnnexProblem is a problem or a note about a place in a file.
type AnnexProblem struct {
	File   string `json:"file"`
	Sheet  string `json:"sheet"`
	Page   int    `json:"page"`
	Row    int    `json:"row"`
	Column string `json:"column"`
	Text   string `json:"text"`
	TextZH string `json:"text_zh"`
	Accept string `json:"accept"` // the name by which a maintainer may accept it
}

// A RefusedAnnex is a Problem with the report of the annex that was refused.
type RefusedAnnex struct {
	*Problem
	Report AnnexReport
}

// Unwrap returns the Problem.
func (r *RefusedAnnex) Unwrap() error { return r.Problem }

// ImportAnnex imports an annex as a draft, which does not affect answers yet. about has the
// parameters of the route. The error is a *RefusedAnnex if the annex has problems.
func (c *Client) ImportAnnex(ctx context.Context, list string, about url.Values, file []byte) (*Import, error) {
	var made Import
	raw, err := c.do(ctx, http.MethodPost, "/v1/lists/"+url.PathEscape(list)+"/imports", about, file, &made)
	if p, ok := err.(*Problem); ok {
		refused := &RefusedAnnex{Problem: p}
		var body struct{ Report *AnnexReport }
		if json.Unmarshal(raw, &body) == nil && body.Report != nil {
			refused.Report = *body.Report
			return nil, refused
		}
	}
	if err != nil {
		return nil, err
	}
	return &made, nil
}

// ImportDifference returns what publishing an import would change, as JSON.
func (c *Client) ImportDifference(ctx context.Context, list, id string) (json.RawMessage, error) {
	return c.do(ctx, http.MethodGet, importPath(list, id)+"/diff", nil, nil, nil)
}

// Publish puts an import in force, if diffHash is the hash of the current difference.
// accept has the codes of accepted findings, separated by commas; blank for none.
func (c *Client) Publish(ctx context.Context, list, id, diffHash, accept string) (*Import, error) {
	in := struct {
		DiffHash string `json:"diff_hash"`
		Accept   string `json:"accept,omitempty"`
	}{diffHash, accept}
	var out Import
	_, err := c.do(ctx, http.MethodPost, importPath(list, id)+"/publish", nil, in, &out)
	return &out, err
}

// Withdraw withdraws an import; why is stored with it.
func (c *Client) Withdraw(ctx context.Context, list, id, why string) (*Import, error) {
	query := url.Values{}
	if why != "" {
		query.Set("why", why)
	}
	var out Import
	_, err := c.do(ctx, http.MethodDelete, importPath(list, id), query, nil, &out)
	return &out, err
}

func importPath(list, id string) string {
	return "/v1/lists/" + url.PathEscape(list) + "/imports/" + url.PathEscape(id)
}
