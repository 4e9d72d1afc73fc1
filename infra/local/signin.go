package main

import (
	"context"
	"log/slog"
	"time"

	"importchecker/infra/gateway"
	"importchecker/shared/auth"
	"importchecker/shared/page"
)

// An issuer is where users sign in, as on a deployed service. The zero value is none: then the printed tokens
// are pasted.
type issuer struct {
	url      string
	client   string // the page's registration there
	audience string
}

// page returns how users sign in to the page.
func (i issuer) page() page.SignIn {
	if i.url == "" {
		return page.SignIn{}
	}
	return page.SignIn{Issuer: i.url, ClientID: i.client, Audience: i.audience}
}

// authorizer returns an authorizer for the tokens that this server printed, and for those of the issuer if
// there is one.
func authorizer(key *auth.DevKey, i issuer, log *slog.Logger) (gateway.Authorizer, error) {
	printed, err := auth.NewVerifier(auth.Config{Issuer: auth.DevIssuer, Audience: auth.DevAudience, Keys: key.Keys(),
		Now: time.Now})
	if err != nil {
		return nil, err
	}
	if i.url == "" {
		return gateway.Authorizer(auth.Authorizer(printed, log)), nil
	}
	issued, err := auth.NewVerifier(auth.Config{
		Issuer: i.url, Audience: i.audience, Keys: auth.NewRemote(i.url, "", auth.NewClient(), time.Now, log), Now: time.Now})
	if err != nil {
		return nil, err
	}
	first, second := auth.Authorizer(printed, slog.New(slog.DiscardHandler)), auth.Authorizer(issued, log)
	return func(ctx context.Context, r auth.Request) (auth.Response, error) {
		if answer, err := first(ctx, r); err != nil || answer.IsAuthorized {
			return answer, err
		}
		return second(ctx, r)
	}, nil
}
