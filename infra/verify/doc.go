// Verify checks the history of every stored submission.
//
//	go run ./infra/verify -data DIR
//	go run ./infra/verify -dynamodb URL -table NAME
//
// It reads each submission with its decisions and compares them with the chain of hashes that they were sealed
// with. Each fault is a line that names the submission and the decision; the last line has the counts. The exit
// status is 0 if there are no faults, 1 if there are, and 2 if the check could not be done.
//
//	submission 06eaea7gc00g40r40m30e20918: decision 2: altered: does not have its hash
//	2 submissions, 5 decisions, 1 fault
//
// With -seller, only that seller's submissions are read, as listed in the index of all its submissions.
// Without, the whole table is scanned, and a submission is also found by its remains.
//
// The embedded store has one user at a time: stop the server first, or check a copy of the file. In DynamoDB
// the table is read with Scan, which the application itself never does and is not permitted to. A submission
// that is decided again during the check can be reported falsely, so check again before raising an alarm.
// Credentials and region come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and AWS_REGION;
// an emulator on the loopback interface needs none.
package main
