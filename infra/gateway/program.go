package gateway

import (
	"context"
	"encoding/json"
	"fmt"

	"importchecker/infra/host"
	"importchecker/shared/api"
	"importchecker/shared/auth"
)

// An Invoke takes an event to a function's program, as package host does.
type Invoke func(ctx context.Context, event []byte) (host.Answer, error)

// Handle returns the handler that a program is.
func Handle(invoke Invoke) Handler {
	return func(ctx context.Context, r api.Request) (response api.Response, err error) {
		err = call(ctx, invoke, r, &response)
		return response, err
	}
}

// Authorize returns the authorizer that a program is.
func Authorize(invoke Invoke) Authorizer {
	return func(ctx context.Context, r auth.Request) (response auth.Response, err error) {
		err = call(ctx, invoke, r, &response)
		return response, err
	}
}

// call takes a question to a program, and brings the answer.
func call(ctx context.Context, invoke Invoke, question, answer any) error {
	event, err := json.Marshal(question)
	if err != nil {
		return err
	}
	a, err := invoke(ctx, event)
	switch {
	case err != nil:
		return err
	case a.Failed:
		return fmt.Errorf("the function reported %s", a.Payload)
	}
	return json.Unmarshal(a.Payload, answer)
}
