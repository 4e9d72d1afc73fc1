package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// Money is an amount of yuan with at most two decimals.
type Money struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// CNY returns an amount of yuan.
func CNY(amount string) *Money { return &Money{Amount: amount, Currency: "CNY"} }

// A GoodsCheck is a request to check a product.
type GoodsCheck struct {
	AsOf     string   `json:"as_of,omitempty"` // 2026-03-01; today when blank
	Channels []string `json:"channels,omitempty"`
	Item     Item     `json:"item"`
	Buyer    *Buyer   `json:"buyer,omitempty"`
}

// An Item is a product.
type Item struct {
	Ref        string         `json:"ref,omitempty"`
	HSCode     string         `json:"hs_code,omitempty"`
	Name       string         `json:"name,omitempty"`
	Origin     string         `json:"origin,omitempty"`
	UnitPrice  *Money         `json:"unit_price,omitempty"`
	Quantity   int64          `json:"quantity,omitempty"`
	NetWeightG int64          `json:"net_weight_g,omitempty"`
	Facts      map[string]any `json:"facts,omitempty"`
}

// A Buyer is the buyer of a product.
type Buyer struct {
	SpentThisYear *Money `json:"spent_this_year,omitempty"`
}

// A GoodsDecision is the decision on a product.
type GoodsDecision struct {
	Summary Text   `json:"summary"`
	AsOf    string `json:"as_of"`
	Ruleset string `json:"ruleset"`
	Item    struct {
		Ref    string `json:"ref"`
		HSCode string `json:"hs_code"`
		NameZH string `json:"name_zh"`
		NameEN string `json:"name_en"`
	} `json:"item"`
	Channels     []Answer        `json:"channels"`
	Plausibility *Plausibility   `json:"plausibility"` // nil if there is no judgement
	Raw          json.RawMessage `json:"-"`
}

// Plausibility is the judgement whether a name and a code go together: agrees, doubtful or
// contradicts.
type Plausibility struct {
	Verdict string      `json:"verdict"`
	Better  []Candidate `json:"better"` // codes that fit the name better
}

// An Answer is the answer for one channel or one place.
type Answer struct {
	Channel    string      `json:"channel"` // of goods
	Place      string      `json:"place"`   // of a service
	Verdict    string      `json:"verdict"`
	Basis      string      `json:"basis"`
	Summary    Text        `json:"summary"`
	Reasons    []Reason    `json:"reasons"`
	Missing    []Missing   `json:"missing_facts"`
	Standing   []string    `json:"standing"` // codes of reasons that hold for every item; see Client.Channels
	SameAs     string      `json:"same_as"`  // the earlier channel with the same answer
	Candidates []Candidate `json:"candidates"`
	Tax        struct {
		Status string `json:"status"`
		Total  string `json:"total"`
	} `json:"tax"`
}

// A Reason is one finding. A reason that an earlier channel has in the same words names
// that channel in SameAs and has no text.
type Reason struct {
	Code      string     `json:"code"`
	Effect    string     `json:"effect"`
	Basis     string     `json:"basis"`
	Fact      string     `json:"fact"`
	SameAs    string     `json:"same_as"`
	Text      Text       `json:"text"`
	Citations []Citation `json:"citations"`
}

// A Citation is the source of a reason.
type Citation struct {
	List     string `json:"list"`
	Edition  string `json:"edition"`
	Entry    string `json:"entry"`
	Document string `json:"document"`
	Quote    string `json:"quote"`
	// Summary replaces the quote where the text is not held. Sources are those of a
	// statement that is based on no document.
	Summary string   `json:"summary"`
	Sources []string `json:"sources"`
}

// Missing is a fact that would settle an answer. Only its first occurrence has the
// question. A fact under facts is true or false, unless it has Values or an Example; a
// field of the check has a Pointer.
type Missing struct {
	Fact     string   `json:"fact"`
	Pointer  string   `json:"pointer"`
	Values   []string `json:"values"`
	Example  any      `json:"example"`
	Question Text     `json:"question"`
}

// A Candidate is a code that the product may have instead.
type Candidate struct {
	HSCode  string `json:"hs_code"`
	NameZH  string `json:"name_zh"`
	NameEN  string `json:"name_en"`
	Verdict string `json:"verdict"`
}

// CheckGoods checks a product. Nothing is stored.
func (c *Client) CheckGoods(ctx context.Context, q GoodsCheck) (*GoodsDecision, error) {
	d := new(GoodsDecision)
	raw, err := c.do(ctx, http.MethodPost, "/v1/goods/checks", nil, q, d)
	d.Raw = raw
	complete(d.Channels)
	return d, err
}

// complete copies the answer of an earlier channel to the channels with the same answer.
func complete(channels []Answer) {
	for i := range channels {
		a := &channels[i]
		for _, same := range channels[:i] {
			if a.SameAs == same.Channel {
				a.Summary, a.Reasons, a.Missing, a.Candidates, a.Tax =
					same.Summary, same.Reasons, same.Missing, same.Candidates, same.Tax
			}
		}
	}
}

// A ServiceCheck is a request to check whether a service may be supplied into China.
type ServiceCheck struct {
	AsOf     string         `json:"as_of,omitempty"`
	Place    string         `json:"place,omitempty"` // national, ftz or hainan; all side by side when blank
	Mode     int            `json:"mode,omitempty"`
	Sector   Sector         `json:"sector"`
	Provider *Provider      `json:"provider,omitempty"`
	Facts    map[string]any `json:"facts,omitempty"`
}

// A Sector is a service, by a code or in words.
type Sector struct {
	System string `json:"system,omitempty"`
	Code   string `json:"code,omitempty"`
	Text   string `json:"text,omitempty"`
}

// A Provider is the provider of a service.
type Provider struct {
	Home string `json:"home,omitempty"`
}

// A ServiceDecision is the decision on a service.
type ServiceDecision struct {
	Summary Text   `json:"summary"`
	AsOf    string `json:"as_of"`
	Ruleset string `json:"ruleset"`
	Sector  struct {
		Code   string `json:"code"`
		NameZH string `json:"name_zh"`
		NameEN string `json:"name_en"`
	} `json:"sector"`
	Places []Answer        `json:"places"`
	Raw    json.RawMessage `json:"-"`
}

// CheckService checks a service. Nothing is stored.
func (c *Client) CheckService(ctx context.Context, q ServiceCheck) (*ServiceDecision, error) {
	d := new(ServiceDecision)
	raw, err := c.do(ctx, http.MethodPost, "/v1/services/checks", nil, q, d)
	d.Raw = raw
	return d, err
}

// TariffCode returns a code of the tariff on a day, as JSON; today if asOf is blank.
func (c *Client) TariffCode(ctx context.Context, code, asOf string) (json.RawMessage, error) {
	q := url.Values{}
	if asOf != "" {
		q.Set("as_of", asOf)
	}
	return c.do(ctx, http.MethodGet, "/v1/tariff/"+url.PathEscape(code), q, nil, nil)
}
