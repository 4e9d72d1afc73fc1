package gateway

import (
	"context"
	"encoding/json"
	"fmt"

	"importchecker/infra/host"
	"importchecker/shared/api"
	"importchecker/shared/auth"
)

// An Invoke invokes a function's program with an event, as package host does.
type Invoke func(ctx context.Context, event []byte) (host.Answer, error)

// Handle returns a handler that invokes a program.
func Handle(invoke Invoke) Handler {
	return func(ctx context.Context, r api.Request) (response api.Response, err error) {
		err = call(ctx, invoke, r, &response)
		return response, err
	}
}

// Authorize returns an authorizer that invokes a program.
func Authorize(invoke Invoke) Authorizer {
	return func(ctx context.Context, r auth.Request) (response auth.Response, err error) {
		err = call(ctx, invoke, r, &response)
		return response, err
	}
}

// call invokes a program with a question, and decodes the answer.
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
