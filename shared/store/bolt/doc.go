// Package bolt implements store.Table in a file, with go.etcd.io/bbolt.
//
// It serves a single machine: it needs no server, transactions are atomic, and a commit returns once the file
// is on disk, so acknowledged writes survive a kill of the process. One process has the file open at a time; a
// second one gets ErrInUse within a second.
//
// A key is the partition key, a zero byte and the sort key; keys are sorted by their bytes, as in DynamoDB.
// Expired items stay until Sweep is called, as they do for a while in DynamoDB, so readers check the time
// themselves.
package bolt
