package auth

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// The question that API Gateway asks of an authorizer, and the answer: payload
// format 2.0 with simple responses.
type (
	Request  = events.APIGatewayV2CustomAuthorizerV2Request
	Response = events.APIGatewayV2CustomAuthorizerSimpleResponse
)

// Authorizer returns the handler that answers for the token in the request's
// Authorization header. It never returns an error: what cannot be verified is
// denied, and the log says why, without the token.
func Authorizer(v *Verifier, log *slog.Logger) func(context.Context, Request) (Response, error) {
	return func(ctx context.Context, r Request) (Response, error) {
		principal, err := v.Verify(ctx, bearer(r.Headers["authorization"]))
		if err != nil {
			level := slog.LevelInfo
			if errors.Is(err, ErrNoKeys) {
				level = slog.LevelError
			}
			log.Log(ctx, level, "denied", "reason", err.Error(),
				"route", r.RouteKey, "request_id", r.RequestContext.RequestID)
			return Response{}, nil
		}
		return Response{IsAuthorized: true, Context: map[string]any{
			"seller": principal.Seller,
			"scope":  principal.ScopeText(),
		}}, nil
	}
}

// bearer returns the token of an Authorization header, or nothing when the
// header is of another scheme (RFC 6750, 2.1).
func bearer(header string) string {
	scheme, token, found := strings.Cut(header, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
