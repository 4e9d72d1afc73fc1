// Package background has the functions that work in the background: they decide again what a publication
// affects, publish events, and deliver webhooks.
//
// A Function is woken in one of three ways, and each time does all the work that is due. The work is recorded
// in the table, so a lost, late or duplicate wake does no harm:
//
//	a record of the table's stream   new work was written: LIST#JOBS, OUTBOX#…
//	an event on the bus              webhooks.due
//	a schedule, every minute         work that has become due, and work that remained
//
// When a stream's batch fails, its items are reported (ReportBatchItemFailures), so that Lambda retries them a
// limited number of times and then sends them to the dead-letter queue. The same happens to a record for
// another function: if the filters in template.yaml let one through, that is a mistake that should be seen. Any
// other unexpected event ends in an error, which Lambda reports and sends to the dead-letter queue as well.
//
// A Function stops before the platform's timeout. The remaining work is left for the next minute, and this is
// not a failure.
//
// # Logs and metrics
//
// A log line is written for each run that did something or failed, each finished part of a job and job, each
// published event, and each attempt of a delivery. They have ids, counts and durations, and nothing about a
// seller. Each run also writes a line of metrics:
//
//	Handled     count    by function: decisions added, events published, deliveries made
//	BacklogAge  seconds  by function: how long the oldest work that is due has waited
//	Failing     count    of decide-again: submissions that could not be decided again and will be retried
//	Failing     count    of decide-again: submissions that could not be decided again, and are tried once more
package background
