package auth

import (
	"context"
	"encoding/json"
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

// A Function answers the question: lambda.Start takes it as it is, and a local
// gateway calls it. Its error is always nil.
type Function func(context.Context, Request) (Response, error)

// Authorizer returns the function that answers for the token in the request's
// Authorization header. What cannot be verified is denied, and the log says
// why, without the token.
func Authorizer(v *Verifier, log *slog.Logger) Function {
	return func(ctx context.Context, r Request) (Response, error) {
		ctx = context.WithValue(ctx, correlationKey{}, r.RequestContext.RequestID)
		principal, err := v.Verify(ctx, bearer(r.Headers["authorization"]))
		if err != nil {
			level := slog.LevelInfo
			if errors.Is(err, ErrNoKeys) {
				level = slog.LevelError
			}
			attrs := append(ids(ctx), slog.String("reason", err.Error()), slog.String("route", r.RouteKey))
			log.LogAttrs(ctx, level, "denied", attrs...)
			return Response{}, nil
		}
		return Response{IsAuthorized: true, Context: map[string]any{
			"seller": principal.Seller,
			"scope":  principal.ScopeText(),
		}}, nil
	}
}

// Invoke answers a question in JSON: it implements lambda.Handler. What is no
// such question has no token, and is denied.
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

// correlationKey is the key of the request's id in a context.
type correlationKey struct{}

// ids returns what joins a log line to the request and the trace that it is
// part of.
func ids(ctx context.Context) []slog.Attr {
	var list []slog.Attr
	if id, _ := ctx.Value(correlationKey{}).(string); id != "" {
		list = append(list, slog.String("correlation_id", id))
	}
	header, _ := ctx.Value("x-amzn-trace-id").(string) // Lambda's own
	for part := range strings.SplitSeq(header, ";") {
		if root, ok := strings.CutPrefix(part, "Root="); ok {
			list = append(list, slog.String("trace_id", root))
		}
	}
	return list
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
