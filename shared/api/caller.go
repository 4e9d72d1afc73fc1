package api

import (
	"context"
	"slices"
	"strings"

	"importchecker/shared/api/problem"
)

// The scopes of tokens: that of sellers, and that of maintainers of the lists.
const (
	SellerScope     = "seller"
	MaintainerScope = "maintainer"
)

// RouteFor makes the Handler of a route that only callers with a scope may use.
// It passes the id of the caller to h.
func RouteFor(scope string, h func(context.Context, *Call, string) (Response, *problem.Problem),
	parameters ...string) Handler {
	return Route(func(ctx context.Context, c *Call) (Response, *problem.Problem) {
		caller, p := callerOf(c.Request, scope)
		if p != nil {
			return Response{}, p
		}
		return h(ctx, c, caller)
	}, parameters...)
}

// callerOf returns the id of the caller as the authorizer established it: the
// seller, or the name in a maintainer's token.
func callerOf(req *Request, scope string) (string, *problem.Problem) {
	authorizer := req.RequestContext.Authorizer
	if authorizer == nil {
		return "", unauthenticated()
	}
	caller, _ := authorizer.Lambda["seller"].(string)
	if caller == "" {
		return "", unauthenticated()
	}
	scopes, _ := authorizer.Lambda["scope"].(string)
	if !slices.Contains(strings.Fields(scopes), scope) {
		return "", problem.New(problem.Forbidden)
	}
	return caller, nil
}

func unauthenticated() *problem.Problem {
	return problem.New(problem.Unauthenticated).With("www-authenticate", "Bearer")
}
