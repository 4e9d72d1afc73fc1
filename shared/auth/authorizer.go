package auth

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// Request and Response are what API Gateway exchanges with an authorizer, in payload
// format 2.0 with simple responses.
type (
	Request  = events.APIGatewayV2CustomAuthorizerV2Request
	Response = events.APIGatewayV2CustomAuthorizerSimpleResponse
)

// A Function is an authorizer: lambda.Start takes it, and a local gateway calls it.
// Its error is always nil.
type Function func(context.Context, Request) (Response, error)

// Authorizer returns the function that verifies the token in the request's
// Authorization header. If that fails it denies access and logs why, without the
// token.
func Authorizer(v *Verifier, log *slog.Logger) Function {
	return func(ctx context.Context, r Request) (Response, error) {
		ctx = context.WithValue(ctx, correlationKey{}, r.RequestContext.RequestID)
		principal, err := v.Verify(ctx, bearer(r.Headers["authorization"]))
		if err != nil {
			level := slog.LevelInfo
			if errors.Is(err, ErrNoKeys) {
				level = slog.LevelError
			}
			attrs := append(logIDs(ctx), slog.String("reason", err.Error()), slog.String("route", r.RouteKey))
			log.LogAttrs(ctx, level, "denied", attrs...)
			return Response{}, nil
		}
		return Response{IsAuthorized: true, Context: map[string]any{
			"seller": principal.Seller,
			"scope":  principal.ScopeText(),
		}}, nil
	}
}

// Invoke implements lambda.Handler: it answers a request in JSON. An event of another
// form has no token, and is denied.
func (f Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var r Request
	if err := json.Unmarshal(payload, &r); err != nil {
		r = Request{RouteKey: "no question of API Gateway's"}
	}
	answer, err := f(ctx, r)
	if err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}

// correlationKey is the context key of the request's id.
type correlationKey struct{}

// logIDs returns the ids of the request and of its trace, for a log line.
func logIDs(ctx context.Context) []slog.Attr {
	var list []slog.Attr
	if id, _ := ctx.Value(correlationKey{}).(string); id != "" {
		list = append(list, slog.String("correlation_id", id))
	}
	header, _ := ctx.Value("x-amzn-trace-id").(string) // set by Lambda
	for part := range strings.SplitSeq(header, ";") {
		if root, ok := strings.CutPrefix(part, "Root="); ok {
			list = append(list, slog.String("trace_id", root))
		}
	}
	return list
}

// bearer returns the token of an Authorization header, or "" if the header has another
// scheme (RFC 6750, 2.1).
func bearer(header string) string {
	scheme, token, found := strings.Cut(header, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
