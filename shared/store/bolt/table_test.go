package bolt_test

import (
	"path/filepath"
	"testing"

	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/store/storetest"
	"importchecker/shared/submission"
)

// open opens an empty table that is closed at the end of the test.
func open(t *testing.T) *bolt.Table {
	t.Helper()
	table, err := bolt.Open(filepath.Join(t.TempDir(), bolt.FileName))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	})
	return table
}

func TestTable(t *testing.T) {
	storetest.RunTable(t, func(t *testing.T) store.Table { return open(t) })
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) submission.Store { return store.New(open(t)) })
}

func TestPublications(t *testing.T) {
	storetest.RunPublications(t, func(t *testing.T) store.Table { return open(t) })
}

func TestWebhooks(t *testing.T) {
	storetest.RunWebhooks(t, func(t *testing.T) store.Table { return open(t) })
}

func TestFeedback(t *testing.T) {
	storetest.RunFeedback(t, func(t *testing.T) store.Table { return open(t) })
}

func TestCatalogues(t *testing.T) {
	storetest.RunCatalogues(t, func(t *testing.T) store.Table { return open(t) })
}
