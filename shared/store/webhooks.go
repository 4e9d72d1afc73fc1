package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"importchecker/shared/event"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
	"importchecker/shared/webhook"
)

// Webhooks stores sellers' webhooks and their deliveries in a Table.
type Webhooks struct {
	table Table
}

var _ webhook.Store = (*Webhooks)(nil)

// NewWebhooks returns the webhook store of a table.
func NewWebhooks(table Table) *Webhooks { return &Webhooks{table} }

// dueShards is the number of partitions of waiting deliveries. All of a seller's are in one, so that a seller
// with many delays few others.
const dueShards = 8

func webhooksPK(seller string) string { return sellerPK(seller) + "#WEBHOOK" }

func webhookKey(seller, id string) Key { return Key{webhooksPK(seller), escape(id)} }

func deliveryKey(seller, endpoint, event string) Key {
	return Key{webhooksPK(seller) + "#" + escape(endpoint), escape(event)}
}

func duePK(n int) string { return fmt.Sprintf("DELIVERY#%02d", n) }

// dueKey returns the key of a delivery's entry among the waiting ones, sorted by when it is due.
func dueKey(d webhook.Delivery, due time.Time) Key {
	return Key{duePK(shardOf(d.Seller, dueShards)),
		fmt.Sprintf("%013d#%s#%s", due.UnixMilli(), escape(d.Event), escape(d.Endpoint))}
}

const (
	attrEvent   = "event"
	attrWebhook = "webhook"
)

// endpointRecord is a webhook as stored.
type endpointRecord struct {
	ID          string         `json:"id"`
	Seller      string         `json:"seller"`
	URL         string         `json:"url"`
	Note        string         `json:"note,omitempty"`
	Types       []string       `json:"types,omitempty"`
	Secrets     []secretRecord `json:"secrets"`
	Pending     bool           `json:"pending,omitempty"`
	CreatedAt   time.Time      `json:"created_at"`
	Disabled    bool           `json:"disabled,omitempty"`
	DisabledAt  time.Time      `json:"disabled_at,omitzero"`
	DisabledWhy string         `json:"disabled_why,omitempty"`
	LastSuccess time.Time      `json:"last_success,omitzero"`
	LastFailure time.Time      `json:"last_failure,omitzero"`

	Failing      int       `json:"failing,omitempty"`
	FailingSince time.Time `json:"failing_since,omitzero"`
	RestUntil    time.Time `json:"rest_until,omitzero"`

	Challenge challengeRecord `json:"challenge,omitzero"`
}

type challengeRecord struct {
	Event string    `json:"event"`
	Token string    `json:"token"`
	Until time.Time `json:"until"`
}

type secretRecord struct {
	Key   string    `json:"key"`
	Until time.Time `json:"until,omitzero"`
}

func readEndpoint(item Item) (webhook.Endpoint, error) {
	var r endpointRecord
	rev, err := readRevision(item, &r)
	if err != nil {
		return webhook.Endpoint{}, err
	}
	e := webhook.Endpoint{
		ID: r.ID, Seller: r.Seller, URL: r.URL, Note: r.Note, Types: r.Types, Revision: rev, CreatedAt: r.CreatedAt,
		Pending: r.Pending, Challenge: webhook.Challenge(r.Challenge),
		Disabled: r.Disabled, DisabledAt: r.DisabledAt, DisabledWhy: r.DisabledWhy,
		LastSuccess: r.LastSuccess, LastFailure: r.LastFailure,
		Failing: r.Failing, FailingSince: r.FailingSince, RestUntil: r.RestUntil,
	}
	for _, s := range r.Secrets {
		e.Secrets = append(e.Secrets, webhook.Secret(s))
	}
	return e, nil
}

// Endpoints implements webhook.Store.
func (w *Webhooks) Endpoints(ctx context.Context, seller string) ([]webhook.Endpoint, error) {
	items, err := w.table.Query(ctx, webhooksPK(seller), Range{})
	if err != nil {
		return nil, err
	}
	var endpoints []webhook.Endpoint
	for _, item := range items {
		e, err := readEndpoint(item)
		if err != nil {
			return nil, err
		}
		endpoints = append(endpoints, e)
	}
	return endpoints, nil
}

// Endpoint implements webhook.Store.
func (w *Webhooks) Endpoint(ctx context.Context, seller, id string) (webhook.Endpoint, error) {
	if seller == "" || !submission.ValidID(id) {
		return webhook.Endpoint{}, storage.ErrNotFound
	}
	item, err := getItem(ctx, w.table, webhookKey(seller, id))
	if err != nil {
		return webhook.Endpoint{}, err
	}
	return readEndpoint(item)
}

// PutEndpoint implements webhook.Store.
func (w *Webhooks) PutEndpoint(ctx context.Context, e webhook.Endpoint) error {
	op, err := endpointOp(e)
	if err != nil {
		return err
	}
	return conflict(w.table.Transact(ctx, []Op{op}))
}

// endpointOp returns the op that writes an endpoint, on the condition that the revision before it is stored.
func endpointOp(e webhook.Endpoint) (Op, error) {
	r := endpointRecord{
		ID: e.ID, Seller: e.Seller, URL: e.URL, Note: e.Note, Types: e.Types, CreatedAt: e.CreatedAt.UTC(),
		Pending: e.Pending, Challenge: challengeRecord(e.Challenge),
		Disabled: e.Disabled, DisabledAt: e.DisabledAt, DisabledWhy: e.DisabledWhy,
		LastSuccess: e.LastSuccess, LastFailure: e.LastFailure,
		Failing: e.Failing, FailingSince: e.FailingSince, RestUntil: e.RestUntil,
	}
	for _, s := range e.Secrets {
		r.Secrets = append(r.Secrets, secretRecord(s))
	}
	text, err := json.Marshal(r)
	if err != nil {
		return Op{}, err
	}
	item := Item{Key: webhookKey(e.Seller, e.ID),
		Attrs: map[string]Value{attrRev: Number(int64(e.Revision)), attrRecord: Bytes(text)}}
	return Put(item, revisionBefore(e.Revision)), nil
}

// addTries is how often adding an endpoint is tried while others are added: no more than a seller may have.
const addTries = 32

// additionsKey returns the key of the counter of endpoints that a seller ever added. Each addition writes it,
// so that two that counted the same endpoints cannot both succeed.
func additionsKey(seller string) Key { return Key{sellerPK(seller) + "#WEBHOOKS", "ADDED"} }

// AddEndpoint implements webhook.Store.
func (w *Webhooks) AddEndpoint(ctx context.Context, e webhook.Endpoint, most int, ev event.Event) error {
	op, err := endpointOp(e)
	if err != nil {
		return err
	}
	writes, err := eventAndDeliveryOps(e, ev)
	if err != nil {
		return err
	}
	for range addTries {
		item, ok, err := w.table.Get(ctx, additionsKey(e.Seller))
		if err != nil {
			return err
		}
		condition := Absent()
		if ok {
			condition = Equals(attrRev, item.Attrs[attrRev])
		}
		others, err := w.table.Query(ctx, webhooksPK(e.Seller), Range{Limit: most})
		if err != nil {
			return err
		}
		if len(others) >= most {
			return webhook.ErrTooMany
		}
		added := Item{Key: additionsKey(e.Seller), Attrs: map[string]Value{attrRev: Number(item.Attrs[attrRev].Num + 1)}}
		err = w.table.Transact(ctx, append([]Op{Put(added, condition), op}, writes...))
		if !slices.Contains(failedOps(err), 0) {
			return conflict(err)
		}
	}
	return fmt.Errorf("%w: the seller's webhooks keep changing", storage.ErrUnavailable)
}

// Disable implements webhook.Store.
func (w *Webhooks) Disable(ctx context.Context, e webhook.Endpoint, ev event.Event) error {
	op, err := endpointOp(e)
	if err != nil {
		return err
	}
	ops, err := eventOps(ev)
	if err != nil {
		return err
	}
	return conflict(w.table.Transact(ctx, append(ops, op)))
}

// PutEndpointAndEvent implements webhook.Store.
func (w *Webhooks) PutEndpointAndEvent(ctx context.Context, e webhook.Endpoint, ev event.Event) error {
	op, err := endpointOp(e)
	if err != nil {
		return err
	}
	ops, err := eventAndDeliveryOps(e, ev)
	if err != nil {
		return err
	}
	return conflict(w.table.Transact(ctx, append([]Op{op}, ops...)))
}

// eventAndDeliveryOps returns the ops that write an event for one endpoint, and its delivery. The event is also
// put in the outbox, to wake the function that delivers.
func eventAndDeliveryOps(e webhook.Endpoint, ev event.Event) ([]Op, error) {
	ops, err := eventOps(ev)
	if err != nil {
		return nil, err
	}
	delivery, err := deliveryOps(webhook.FirstDelivery(ev, e.ID, ev.At), time.Time{})
	return append(ops, delivery...), err
}

// revisionBefore returns the condition that the revision before this one is stored.
func revisionBefore(revision int) Condition {
	if revision == 1 {
		return Absent()
	}
	return Equals(attrRev, Number(int64(revision-1)))
}

// RemoveEndpoint implements webhook.Store.
func (w *Webhooks) RemoveEndpoint(ctx context.Context, seller, id string) error {
	return w.table.Transact(ctx, []Op{Delete(webhookKey(seller, id))})
}

// deliveryRecord is a delivery as stored.
type deliveryRecord struct {
	Event      string    `json:"event"`
	Seller     string    `json:"seller"`
	Endpoint   string    `json:"endpoint"`
	State      string    `json:"state"`
	CreatedAt  time.Time `json:"created_at"`
	Due        time.Time `json:"due"`
	Attempts   int       `json:"attempts"`
	LastAt     time.Time `json:"last_at,omitzero"`
	LastStatus int       `json:"last_status,omitempty"`
	LastError  string    `json:"last_error,omitempty"`
}

func readDelivery(item Item) (webhook.Delivery, error) {
	var r deliveryRecord
	rev, err := readRevision(item, &r)
	if err != nil {
		return webhook.Delivery{}, err
	}
	return webhook.Delivery{
		Event: r.Event, Seller: r.Seller, Endpoint: r.Endpoint, State: webhook.State(r.State), Revision: rev,
		CreatedAt: r.CreatedAt,
		Due:       r.Due, Attempts: r.Attempts, LastAt: r.LastAt, LastStatus: r.LastStatus, LastError: r.LastError,
	}, nil
}

// Delivery implements webhook.Store.
func (w *Webhooks) Delivery(ctx context.Context, seller, endpoint, event string) (webhook.Delivery, error) {
	if seller == "" || endpoint == "" || event == "" {
		return webhook.Delivery{}, storage.ErrNotFound
	}
	item, err := getItem(ctx, w.table, deliveryKey(seller, endpoint, event))
	if err != nil {
		return webhook.Delivery{}, err
	}
	return readDelivery(item)
}

// Deliveries implements webhook.Store.
func (w *Webhooks) Deliveries(ctx context.Context, seller, endpoint string, page storage.Page) ([]webhook.Delivery,
	string, error) {
	items, next, err := newestFirst(ctx, w.table, deliveryKey(seller, endpoint, "").PK, page)
	if err != nil {
		return nil, "", err
	}
	var deliveries []webhook.Delivery
	for _, item := range items {
		d, err := readDelivery(item)
		if err != nil {
			return nil, "", err
		}
		deliveries = append(deliveries, d)
	}
	return deliveries, next, nil
}

// PutDelivery implements webhook.Store.
func (w *Webhooks) PutDelivery(ctx context.Context, d webhook.Delivery, previousDue time.Time) error {
	ops, err := deliveryOps(d, previousDue)
	if err != nil {
		return err
	}
	return conflict(w.table.Transact(ctx, ops))
}

// deliveryOps returns the ops that write a delivery and its entry among the waiting ones, on the condition that
// the revision before it is stored.
func deliveryOps(d webhook.Delivery, previousDue time.Time) ([]Op, error) {
	text, err := json.Marshal(deliveryRecord{
		Event: d.Event, Seller: d.Seller, Endpoint: d.Endpoint, State: string(d.State), CreatedAt: d.CreatedAt.UTC(),
		Due:      d.Due.UTC(),
		Attempts: d.Attempts, LastAt: d.LastAt, LastStatus: d.LastStatus, LastError: d.LastError,
	})
	if err != nil {
		return nil, err
	}
	item := Item{
		Key:     deliveryKey(d.Seller, d.Endpoint, d.Event),
		Attrs:   map[string]Value{attrRev: Number(int64(d.Revision)), attrRecord: Bytes(text)},
		Expires: d.CreatedAt.Add(webhook.DeliveryRetention).Unix(),
	}
	ops := []Op{Put(item, revisionBefore(d.Revision))}
	entry := dueKey(d, d.Due)
	if d.State == webhook.Waiting {
		ops = append(ops, Put(Item{Key: entry, Attrs: map[string]Value{
			attrSeller: String(d.Seller), attrEvent: String(d.Event), attrWebhook: String(d.Endpoint),
		}}))
	}
	if old := dueKey(d, previousDue); !previousDue.IsZero() && (old != entry || d.State != webhook.Waiting) {
		ops = append(ops, Delete(old))
	}
	return ops, nil
}

// Due implements webhook.Store.
func (w *Webhooks) Due(ctx context.Context, now time.Time, limit int) ([]webhook.Delivery, error) {
	var keys []Key
	var entries []Key
	for n := range dueShards {
		taken := 0
		items, err := w.table.Query(ctx, duePK(n), Range{Limit: limit})
		if err != nil {
			return nil, err
		}
		for _, entry := range items {
			ms, _, _ := strings.Cut(entry.SK, "#")
			due, err := strconv.ParseInt(ms, 10, 64)
			if err != nil {
				return nil, fmt.Errorf("item %s: %w", entry.Key, err)
			}
			if due > now.UnixMilli() || taken == limit {
				break
			}
			rd := reader{item: entry}
			key := deliveryKey(rd.str(attrSeller), rd.str(attrWebhook), rd.str(attrEvent))
			if rd.err != nil {
				return nil, rd.err
			}
			keys, entries, taken = append(keys, key), append(entries, entry.Key), taken+1
		}
	}
	return w.waiting(ctx, now, keys, entries)
}

// waiting returns the deliveries of index entries, except those that were postponed since the entry was read.
// It deletes an entry whose delivery is gone or no longer waits: the two do not expire together.
func (w *Webhooks) waiting(ctx context.Context, now time.Time, keys, entries []Key) ([]webhook.Delivery, error) {
	items, err := w.table.BatchGet(ctx, keys)
	if err != nil {
		return nil, err
	}
	found := make(map[Key]Item, len(items))
	for _, item := range items {
		found[item.Key] = item
	}
	var due []webhook.Delivery
	for i, key := range keys {
		var d webhook.Delivery
		if item, ok := found[key]; ok {
			if d, err = readDelivery(item); err != nil {
				return nil, err
			}
		}
		if d.State == webhook.Waiting {
			if !d.Due.After(now) {
				due = append(due, d)
			}
		} else if err := w.table.Transact(ctx, []Op{Delete(entries[i])}); err != nil {
			return nil, err
		}
	}
	return due, nil
}
