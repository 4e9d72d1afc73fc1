// Package deployed puts together what deployed functions begin with: the log,
// the table, and the lists as they stand. All of it comes from the environment
// that template.yaml gives a function, or that Lambda sets:
//
//	TABLE_NAME                 the table; without it a function does not start
//	AWS_ENDPOINT_URL_DYNAMODB  blank when deployed; an emulator's URL under sam local
//	METRICS_NAMESPACE          of CloudWatch; blank for no metrics
//	AWS_REGION, AWS_ACCESS_KEY_ID, …, AWS_LAMBDA_FUNCTION_NAME
//
// A function that cannot be set up says so in one line of its log, "cannot
// start", and ends: Lambda then reports it, and no request is answered by half a
// function.
//
// The local server is put together elsewhere (infra/local), from the same
// constructors.
package deployed
