// Package deployed sets up what deployed functions share: the log, the table, and the lists in force. It reads
// the environment that template.yaml gives a function, or that Lambda sets:
//
//	TABLE_NAME                 the table; without it a function does not start
//	AWS_ENDPOINT_URL_DYNAMODB  empty when deployed; an emulator's URL under sam local
//	METRICS_NAMESPACE          of CloudWatch; empty for no metrics
//	AWS_REGION, AWS_ACCESS_KEY_ID, …, AWS_LAMBDA_FUNCTION_NAME
//
// A function that cannot be set up logs one line, "cannot start", and exits, so that no request is answered by
// a function that is only partly set up.
//
// The local server is set up by infra/local, from the same constructors.
package deployed
