// Package storetest is the contracts of stores as tests, which each database
// calls: RunTable for store.Table itself, Run for submission.Store,
// RunPublications for imports, versions of the lists, jobs and events, RunWebhooks
// for webhooks and their deliveries, RunCatalogues for the jobs that check
// catalogues, and RunFeedback for readers' opinions. Each takes a function that
// opens an empty one; the function sees to closing it.
//
// The clock is fixed and the ids are counted, so a failure can be repeated.
package storetest
