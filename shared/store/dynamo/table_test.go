package dynamo_test

import (
	"testing"

	"importchecker/infra/tables/emulator"
	"importchecker/shared/store"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/store/storetest"
	"importchecker/shared/submission"
)

// template declares the table.
const template = "../../../template.yaml"

// create creates an empty table and returns its configuration.
func create(t *testing.T, c dynamo.Config) dynamo.Config {
	t.Helper()
	return emulator.Table(t, c, template)
}

func open(t *testing.T, c dynamo.Config) *dynamo.Table {
	t.Helper()
	table, err := dynamo.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestTable(t *testing.T) {
	c := emulator.Config(t)
	storetest.RunTable(t, func(t *testing.T) store.Table { return open(t, create(t, c)) })
}

func TestStore(t *testing.T) {
	c := emulator.Config(t)
	storetest.Run(t, func(t *testing.T) submission.Store { return store.New(open(t, create(t, c))) })
}

func TestPublications(t *testing.T) {
	c := emulator.Config(t)
	storetest.RunPublications(t, func(t *testing.T) store.Table { return open(t, create(t, c)) })
}

func TestWebhooks(t *testing.T) {
	c := emulator.Config(t)
	storetest.RunWebhooks(t, func(t *testing.T) store.Table { return open(t, create(t, c)) })
}

func TestFeedback(t *testing.T) {
	c := emulator.Config(t)
	storetest.RunFeedback(t, func(t *testing.T) store.Table { return open(t, create(t, c)) })
}

func TestCatalogues(t *testing.T) {
	c := emulator.Config(t)
	storetest.RunCatalogues(t, func(t *testing.T) store.Table { return open(t, create(t, c)) })
}
