// Package storetest has the contract tests of stores, which each database runs: RunTable for store.Table
// itself, Run for submission.Store, RunPublications for imports, versions of the lists, jobs and events,
// RunWebhooks for webhooks and their deliveries, RunCatalogues for the jobs that check catalogues, and
// RunFeedback for readers' opinions. Each takes a function that opens an empty store, and arranges for it to be
// closed.
//
// The clock is fixed and the ids are counted, so failures are reproducible.
package storetest
