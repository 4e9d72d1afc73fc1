// Package job keeps the checking of whole catalogues that nobody waits for.
//
//	created ──(the file arrives)── waiting in line ── running ── done
//	   │                                │               │
//	   └ expired                        └─ cancelled ───┴ failed
//
// A seller creates a job and gets an address to put the file at. The job starts
// when the file is there: a Worker takes it, reads the file row by row, writes
// the result beside it, and says how far it has come every few seconds.
//
// A worker holds a job by a lease. One that dies lets the lease run out, and
// another begins the job anew: the result is the same, and it is there once,
// since it becomes the job's only in the one write that ends the job. A job that
// has been begun too often fails and says so.
//
// Sellers take turns: the next job is one of the seller with the fewest jobs that
// run, and of those the one that was served longest ago. So one seller's many jobs
// keep another's single one waiting for one job at most.
//
// # What this package does not do
//
// It decides nothing (package catalogue does), knows no database (package store
// does), and no bucket: Files are handed in.
package job
