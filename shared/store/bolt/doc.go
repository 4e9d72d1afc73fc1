// Package bolt is a store.Table in a file, on go.etcd.io/bbolt.
//
// It is what one machine needs: no server, every transaction whole or not at
// all, and a commit that returns once the file is on disk, so what was
// acknowledged is there after the process is killed. One process has the file
// open at a time; a second one is told so within a second.
//
// Keys are the partition key, a zero byte and the sort key, in the order of
// their bytes, which is DynamoDB's. Items that have expired stay until Sweep
// is called, as DynamoDB's do for a while, so readers look at the time
// themselves.
package bolt
