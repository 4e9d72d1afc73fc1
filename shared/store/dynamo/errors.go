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

// The reasons for which DynamoDB cancels a transaction on account of one item.
const (
	reasonCondition  = "ConditionalCheckFailed"
	reasonConflict   = "TransactionConflict"
	reasonThrottled  = "ThrottlingError"
	reasonThroughput = "ProvisionedThroughputExceeded"
)

// transientCodes are the codes of errors that a retry can resolve.
var transientCodes = map[string]bool{
	"InternalServerError":                    true,
	"LimitExceededException":                 true,
	"ProvisionedThroughputExceededException": true,
	"ReplicatedWriteConflictException":       true,
	"RequestLimitExceeded":                   true,
	"ServiceUnavailable":                     true,
	"ThrottlingException":                    true,
	"TransactionCanceledException":           true, // unless it has reasons, which are examined first
	"TransactionConflictException":           true,
	"TransactionInProgressException":         true,
}

// retryable extends what the SDK retries by itself: conflicting transactions and truncated responses. Every
// call here can be repeated: reads change nothing, and transactions carry a token.
func retryable(err error) aws.Ternary {
	var canceled *types.TransactionCanceledException
	var api smithy.APIError
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, errNoCredentials):
		return aws.FalseTernary
	case errors.As(err, &canceled):
		return aws.BoolTernary(failedConditions(canceled) == nil && transient(canceled))
	case errors.As(err, &api):
		if transientCodes[api.ErrorCode()] {
			return aws.TrueTernary
		}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

// failedConditions returns the ops whose conditions did not hold.
func failedConditions(e *types.TransactionCanceledException) []int {
	var failed []int
	for i, reason := range e.CancellationReasons {
		if aws.ToString(reason.Code) == reasonCondition {
			failed = append(failed, i)
		}
	}
	return failed
}

// transient reports whether a transaction was cancelled for reasons that a retry can resolve.
func transient(e *types.TransactionCanceledException) bool {
	for _, reason := range e.CancellationReasons {
		switch aws.ToString(reason.Code) {
		case reasonConflict, reasonThrottled, reasonThroughput:
			return true
		}
	}
	return false
}

// translate converts an SDK error to one of package store or storage.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var canceled *types.TransactionCanceledException
	if errors.As(err, &canceled) {
		if failed := failedConditions(canceled); failed != nil {
			return &store.ConditionError{Failed: failed}
		}
	}
	if unavailable(err) {
		return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
	}
	return err
}

// unavailable reports whether an error is the service's or the network's, and not a mistake in the request or
// its credentials.
func unavailable(err error) bool {
	var canceled *types.TransactionCanceledException
	var api smithy.APIError
	var response *awshttp.ResponseError
	switch {
	case errors.Is(err, errNoCredentials):
		return false
	case errors.As(err, &canceled):
		return transient(canceled)
	case errors.As(err, &response) && response.HTTPStatusCode() >= 500:
		return true
	case errors.As(err, &api):
		return transientCodes[api.ErrorCode()] || api.ErrorFault() == smithy.FaultServer
	}
	return true
}
