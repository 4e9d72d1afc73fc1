// Package background has the functions that nobody waits for: they decide again
// what a publication touches, tell of it, and deliver to sellers' webhooks.
//
// A Function is woken in one of three ways, and then does all that there is to
// do, whatever woke it. What is to be done is in the table, so a wake that is
// lost, late or comes twice does no harm:
//
//	a record of the table's stream   new work was written: LIST#JOBS, OUTBOX#…
//	an event on the bus              webhooks.due
//	a schedule, every minute         what is due only now, and what was left over
//
// A stream's batch that could not be worked on is reported item by item
// (ReportBatchItemFailures), so that Lambda comes back to it a bounded number of
// times and then sends it to the dead letters. So is a record that is none of the
// function's: that the filters in template.yaml let one through is a mistake that
// should be seen. Any other event that fits no function ends in an error, which
// Lambda reports and sends to the dead letters as well.
//
// A Function's time ends before the platform's: what is not done by then is left
// for the next minute, and is no failure.
//
// # What is told
//
// One line of log for each run that did something, or failed; one for each job
// part and job that is done, each event that is handed on, each try of a
// delivery: ids, counts, durations, and nothing of a seller. And a line of metrics
// for each run:
//
//	Handled     count    by function: decisions added, events handed on, deliveries made
//	BacklogAge  seconds  by function: how long the oldest of what is due has waited
//	Failing     count    of decide-again: submissions that could not be decided again, and are tried once more
package background
