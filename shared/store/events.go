package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
	"importchecker/shared/webhook"
)

// outboxShards is the number of partitions of the outbox.
const outboxShards = 16

// Outbox is the prefix of the outbox's partition keys. An item put there wakes the function that publishes
// events.
const Outbox = "OUTBOX#"

func eventsPK(seller string) string { return sellerPK(seller) + "#EVENT" }

func eventKey(seller, id string) Key { return Key{eventsPK(seller), escape(id)} }

func outboxPK(n int) string { return fmt.Sprintf(Outbox+"%02d", n) }

func outboxKey(id string) Key { return Key{outboxPK(shardOf(id, outboxShards)), escape(id)} }

// eventRecord is an event as stored.
type eventRecord struct {
	ID         string         `json:"id"`
	Type       string         `json:"type"`
	At         time.Time      `json:"at"`
	Seller     string         `json:"seller"`
	Submission string         `json:"submission"`
	Kind       string         `json:"kind"`
	Ref        string         `json:"ref,omitempty"`
	Code       string         `json:"code"`
	AsOf       string         `json:"as_of"`
	Decision   string         `json:"decision"`
	Seq        int            `json:"seq"`
	Old        []verdictItem  `json:"old"`
	New        []verdictItem  `json:"new"`
	Changes    []changeRecord `json:"changes,omitempty"`
	Cause      causeRecord    `json:"cause"`
	Webhook    webhookRecord  `json:"webhook,omitzero"`
	SentAt     time.Time      `json:"sent_at,omitzero"`
}

// causeRecord is the cause of an event. It keeps the field names of its first form, which were those of the Go
// fields.
type causeRecord struct {
	Publication string `json:"Publication"`
	Version     int    `json:"Version"`
	Action      string `json:"Action"`
	List        string `json:"List"`
	Edition     string `json:"Edition"`
	Document    string `json:"Document"`
	Change      string `json:"Change"`
	Entry       string `json:"Entry"`
	Code        string `json:"Code"`
	Was         string `json:"Was"`
	Remark      string `json:"Remark"`

	Publications []string `json:"publications,omitempty"`
}

type changeRecord struct {
	Channel string   `json:"channel"`
	What    []string `json:"what"`
}

// webhookRecord is the webhook that an event is about.
type webhookRecord struct {
	ID  string `json:"id"`
	URL string `json:"url"`
	Why string `json:"why"`

	Challenge string `json:"-"`
}

func causeRecordOf(c event.Cause) causeRecord {
	return causeRecord{
		Publication: c.Publication, Version: c.Version, Action: string(c.Action), List: c.List, Edition: c.Edition,
		Document: c.Document, Change: c.Change, Entry: c.Entry, Code: c.Code, Was: c.Was, Remark: c.Remark,
		Publications: c.Publications,
	}
}

func (r causeRecord) cause() event.Cause {
	return event.Cause{
		Publication: r.Publication, Version: r.Version, Action: library.Action(r.Action), List: r.List, Edition: r.Edition,
		Document: r.Document, Change: r.Change, Entry: r.Entry, Code: r.Code, Was: r.Was, Remark: r.Remark,
		Publications: r.Publications,
	}
}

func eventItem(e event.Event) (Item, error) {
	r := eventRecord{
		ID: e.ID, Type: e.Type, At: e.At.UTC(), Seller: e.Seller, Submission: e.Submission, Kind: e.Kind, Ref: e.Ref,
		Code: e.Code,
		AsOf: e.AsOf, Decision: e.Decision, Seq: e.Seq, Cause: causeRecordOf(e.Cause), Webhook: webhookRecord(e.Webhook),
		SentAt: e.SentAt,
	}
	for _, v := range e.Old {
		r.Old = append(r.Old, verdictItem(v))
	}
	for _, v := range e.New {
		r.New = append(r.New, verdictItem(v))
	}
	for _, c := range e.Changes {
		r.Changes = append(r.Changes, changeRecord(c))
	}
	text, err := json.Marshal(r)
	item := Item{Key: eventKey(e.Seller, e.ID), Attrs: map[string]Value{attrRecord: Bytes(text)}}
	if e.Only() != "" { // it is of no use once its delivery is gone
		item.Expires = e.At.Add(webhook.DeliveryRetention).Unix()
	}
	return item, err
}

func readEvent(item Item) (event.Event, error) {
	var r eventRecord
	if err := readRecord(item, &r); err != nil {
		return event.Event{}, err
	}
	e := event.Event{
		ID: r.ID, Type: r.Type, At: r.At, Seller: r.Seller, Submission: r.Submission, Kind: r.Kind, Ref: r.Ref, Code: r.Code,
		AsOf: r.AsOf, Decision: r.Decision, Seq: r.Seq, Cause: r.Cause.cause(), Webhook: event.Webhook(r.Webhook),
		SentAt: r.SentAt,
	}
	for _, v := range r.Old {
		e.Old = append(e.Old, submission.Verdict(v))
	}
	for _, v := range r.New {
		e.New = append(e.New, submission.Verdict(v))
	}
	for _, c := range r.Changes {
		e.Changes = append(e.Changes, event.Change(c))
	}
	return e, nil
}

// eventOps returns the ops that write a new event and its entry in the outbox.
func eventOps(e event.Event) ([]Op, error) {
	item, err := eventItem(e)
	if err != nil {
		return nil, err
	}
	entry := Item{Key: outboxKey(e.ID), Attrs: map[string]Value{attrSeller: String(e.Seller), attrID: String(e.ID)}}
	return []Op{Put(item, Absent()), Put(entry)}, nil
}

// Pending implements event.Outbox.
func (p *Publications) Pending(ctx context.Context, limit int) ([]event.Event, error) {
	var keys []Key
	for n := 0; n < outboxShards && len(keys) < limit; n++ {
		entries, err := p.table.Query(ctx, outboxPK(n), Range{Limit: limit - len(keys)})
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			rd := reader{item: entry}
			keys = append(keys, eventKey(rd.str(attrSeller), rd.str(attrID)))
			if rd.err != nil {
				return nil, rd.err
			}
		}
	}
	items, err := p.table.BatchGet(ctx, keys)
	if err != nil {
		return nil, err
	}
	found := make(map[Key]Item, len(items))
	for _, item := range items {
		found[item.Key] = item
	}
	var events []event.Event
	for _, key := range keys {
		item, ok := found[key]
		if !ok {
			return nil, fmt.Errorf("item %s: in the outbox, and not there", key)
		}
		e, err := readEvent(item)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

// MarkSent implements event.Outbox.
func (p *Publications) MarkSent(ctx context.Context, e event.Event, at time.Time) error {
	e.SentAt = at.UTC()
	item, err := eventItem(e)
	if err != nil {
		return err
	}
	// Only the first caller to mark the event does so.
	entry := outboxKey(e.ID)
	err = p.table.Transact(ctx, []Op{Put(item), Delete(entry, Equals(attrID, String(e.ID)))})
	if failedOps(err) != nil {
		return nil
	}
	return err
}

// Event implements event.Outbox.
func (p *Publications) Event(ctx context.Context, seller, id string) (event.Event, error) {
	item, ok, err := p.table.Get(ctx, eventKey(seller, id))
	if err == nil && (!ok || seller == "" || id == "") {
		err = storage.ErrNotFound
	}
	if err != nil {
		return event.Event{}, fmt.Errorf("event %s: %w", id, err)
	}
	return readEvent(item)
}

// Events implements event.Outbox.
func (p *Publications) Events(ctx context.Context, seller string, page storage.Page) ([]event.Event, string, error) {
	items, next, err := newestFirst(ctx, p.table, eventsPK(seller), page)
	if err != nil {
		return nil, "", fmt.Errorf("events of seller %s: %w", seller, err)
	}
	var events []event.Event
	for _, item := range items {
		e, err := readEvent(item)
		if err != nil {
			return nil, "", err
		}
		events = append(events, e)
	}
	return events, next, nil
}
