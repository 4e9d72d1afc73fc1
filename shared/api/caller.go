package api

import (
	"context"
	"slices"
	"strings"
)

// What a token must carry to act as a seller, and as a maintainer of the lists.
const (
	sellerScope     = "seller"
	maintainerScope = "maintainer"
)

// routeFor makes the Handler of a route that only callers with a scope may use.
// The handler is told who calls.
func routeFor(scope string, h func(context.Context, *call, string) (Response, *problem), parameters ...string) Handler {
	return route(func(ctx context.Context, c *call) (Response, *problem) {
		caller, p := callerOf(c.Request, scope)
		if p != nil {
			return Response{}, p
		}
		return h(ctx, c, caller)
	}, parameters...)
}

// callerOf returns who calls, as the authorizer established it: the seller, or
// whom the maintainer's token names.
func callerOf(req *Request, scope string) (string, *problem) {
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
		return "", newProblem(Forbidden)
	}
	return caller, nil
}

func unauthenticated() *problem {
	return newProblem(Unauthenticated).with("www-authenticate", "Bearer")
}
