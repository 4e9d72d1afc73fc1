package dynamo

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"importchecker/shared/storage"
	"importchecker/shared/store"
)

// The reasons for which DynamoDB cancels a transaction, as they concern one
// of its items.
const (
	reasonCondition = "ConditionalCheckFailed"
	reasonConflict  = "TransactionConflict"
	reasonThrottled = "ThrottlingError"
	reasonThrough   = "ProvisionedThroughputExceeded"
)

// refusals are the errors that say "not now", by their codes.
var refusals = map[string]bool{
	"InternalServerError":                    true,
	"LimitExceededException":                 true,
	"ProvisionedThroughputExceededException": true,
	"ReplicatedWriteConflictException":       true,
	"RequestLimitExceeded":                   true,
	"ServiceUnavailable":                     true,
	"ThrottlingException":                    true,
	"TransactionConflictException":           true,
	"TransactionInProgressException":         true,
}

// retryable adds to what the SDK tries again by itself: a transaction that
// stood in another's way, and an answer that broke off. Every call here can be
// repeated: reads change nothing, and transactions carry a token.
func retryable(err error) aws.Ternary {
	var canceled *types.TransactionCanceledException
	var api smithy.APIError
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, errNoCredentials):
		return aws.FalseTernary
	case errors.As(err, &canceled):
		return aws.BoolTernary(conditions(canceled) == nil && passing(canceled))
	case errors.As(err, &api):
		if refusals[api.ErrorCode()] {
			return aws.TrueTernary
		}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

// conditions returns the ops whose conditions did not hold.
func conditions(e *types.TransactionCanceledException) []int {
	var failed []int
	for i, reason := range e.CancellationReasons {
		if aws.ToString(reason.Code) == reasonCondition {
			failed = append(failed, i)
		}
	}
	return failed
}

// passing reports whether a transaction was cancelled for reasons that pass.
func passing(e *types.TransactionCanceledException) bool {
	for _, reason := range e.CancellationReasons {
		switch aws.ToString(reason.Code) {
		case reasonConflict, reasonThrottled, reasonThrough:
			return true
		}
	}
	return false
}

// translate puts an SDK's error into the words of package store.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var canceled *types.TransactionCanceledException
	if errors.As(err, &canceled) {
		if failed := conditions(canceled); failed != nil {
			return &store.ConditionError{Failed: failed}
		}
	}
	if unavailable(err) {
		return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
	}
	return err
}

// unavailable reports whether an error is the service's or the network's, and
// not a mistake in what was asked or by whom.
func unavailable(err error) bool {
	var canceled *types.TransactionCanceledException
	var api smithy.APIError
	var response *awshttp.ResponseError
	switch {
	case errors.Is(err, errNoCredentials):
		return false
	case errors.As(err, &canceled):
		return passing(canceled)
	case errors.As(err, &response) && response.HTTPStatusCode() >= 500:
		return true
	case errors.As(err, &api):
		return refusals[api.ErrorCode()] || api.ErrorFault() == smithy.FaultServer
	}
	return true
}
