// Package job defines the jobs that check whole catalogues in the background.
//
//	created ──(the file arrives)── waiting in line ── running ── done
//	   │                                │               │
//	   └ expired                        └─ cancelled ───┴ failed
//
// A seller creates a job and gets a URL to put the file at. The job starts when the file has arrived: a Worker
// takes it, reads the file row by row, writes the result, and saves its progress every few seconds.
//
// A worker holds a job by a lease. If it dies, the lease runs out, and another worker begins the job again. The
// result is the same, and there is only one, since the single write that ends the job sets it. A job that was
// begun too often fails.
//
// Sellers take turns: the next job is one of the seller with the fewest running jobs, and among those of the
// one served longest ago. So many jobs of one seller delay another seller's job by one job at most.
//
// # What this package does not do
//
// It decides nothing (package catalogue does), and does not know the database (package store does) or the
// bucket: Files are passed in.
package job
