// Package store keeps submissions in one table of items: it is where keys,
// attributes and conditions are written, once, whatever holds the items.
//
// A Table is the little that is asked of a database: read one item or many,
// read a range of a partition, write several items together on conditions.
// Package bolt is a Table in a file, package dynamo one in DynamoDB. Store
// makes a submission.Store of either, and package storetest holds the contract
// that both are tested against.
//
// # Access patterns
//
// Everything that is asked of the table, and what answers it. Sellers ask the
// first nine, about what is their own.
//
//	 1  store a submission with its first decision    one transaction
//	 2  a submission and its newest decision          the end of its partition, one query
//	 3  a decision by number                          one item
//	 4  the decisions of a submission, newest first   its partition, backwards
//	 5  the seller's submissions, newest first        ALL
//	 6  … that have a channel                         CHANNEL
//	 7  … that have a verdict, in some channel        VERDICT
//	 8  … that have a verdict in a channel            CHANNEL, VERDICT
//	 9  … with a reference, whatever else is asked    REF, then a filter
//	10  has this idempotency key been used            one item
//	11  add a decision                                one transaction on the head
//	12  which submissions carry a code, of any seller CODE (kept for publishing)
//
// Nothing is answered by reading the whole table.
//
// # Keys
//
// PK names a partition, SK an item in it; items of a partition are in the
// order of the bytes of their SK. <seller>, <id> and the like stand for the
// escaped value.
//
//	PK                                        SK                    what
//	SELLER#<seller>#SUB#<id>                  SUB                   a submission
//	SELLER#<seller>#SUB#<id>                  DEC#<seq, 10 digits>  a decision
//	SELLER#<seller>#ALL                       <id>                  index: every submission
//	SELLER#<seller>#CHANNEL#<c>               <id>                  index: has the channel
//	SELLER#<seller>#VERDICT#<v>               <id>                  index: some channel has the verdict
//	SELLER#<seller>#CHANNEL#<c>#VERDICT#<v>   <id>                  index: the channel has the verdict
//	SELLER#<seller>#REF#<ref>                 <id>                  index: has the reference
//	SELLER#<seller>#IDEM#<key>                IDEM                  an idempotency key
//	CODE#<kind>#<first 4 of the code>         <code>#<seller>#<id>  index: carries the code
//
// The seller is part of the partition of everything that is a seller's, so a
// question that names the wrong seller looks in a partition where there is
// nothing. The index by code crosses sellers, and no question of a seller's
// reads it.
//
// In a submission's partition SUB is the last key and the newest decision the
// one before, so reading two items from the end answers pattern 2. No key that
// sorts after DEC# may be added to it.
//
// Ids begin with the time (submission.NewID), so the order of an index is that
// of creation. Each way of filtering has a partition of its own, and each list
// is one query of one partition. Merging the partitions of several verdicts
// would save an item or two at each write, but a submission that is decided
// again in between moves from one to another, and a merge can then miss it; in
// CHANNEL and in VERDICT it stays where it is. A page is read from an index as
// ids; the submissions are then fetched, and those that no longer match are
// left out.
//
// # Escaping
//
// Letters, digits and -._~: stand for themselves; every other byte of a value is
// written %XX. Nothing that a caller supplies can contain the separator, or
// end a partition's name early. A value that is longer than 256 bytes when
// escaped is written as = and the SHA-256 of it in hexadecimal instead, which
// keeps every key within DynamoDB's 2,048 bytes for PK and 1,024 for SK.
//
// # Items
//
// A submission, with the head of its chain:
//
//	PK SELLER#acme#SUB#06eaea…   SK SUB
//	seller "acme"  id "06eaea…"  kind "goods"  ref "SKU-1"  code "04090000"
//	as_of "2026-03-01"  request {"item":{"hs_code":"0409.00.00"…
//	created_at "2026-03-01T02:10:04.25Z"  updated_at "2026-03-01T02:10:04.25Z"
//	verdicts [{"channel":"cbec_bonded","verdict":"conditional"}]
//	head_seq 1  head_hash "41c7…"
//
// A decision:
//
//	PK SELLER#acme#SUB#06eaea…   SK DEC#0000000001
//	id "06eaeb…"  decided_at "2026-03-01T02:10:04.25Z"  cause "submitted"
//	body {"as_of":"2026-03-01"…  prev_hash "0000…"  hash "41c7…"
//
// The entries of the submission in the indexes, which are keys alone but for
// the last, whose reader needs to know the seller:
//
//	PK SELLER#acme#ALL                                      SK 06eaea…
//	PK SELLER#acme#CHANNEL#cbec_bonded                      SK 06eaea…
//	PK SELLER#acme#VERDICT#conditional                      SK 06eaea…
//	PK SELLER#acme#CHANNEL#cbec_bonded#VERDICT#conditional  SK 06eaea…
//	PK SELLER#acme#REF#SKU-1                                SK 06eaea…
//	PK CODE#goods#0409   SK 04090000#acme#06eaea…
//	                     seller "acme"  id "06eaea…"  code "04090000"
//
// An idempotency key, first while the request is worked on, then when it is
// done:
//
//	PK SELLER#acme#IDEM#order-4711   SK IDEM   expires 1772417404
//	state "running"  owner "c3a1…"  body_hash "e3b0…"  lease_until 1772331034000000000
//
//	state "done"     owner "c3a1…"  body_hash "e3b0…"  submission_id "06eaea…"  seq 1
//
// The attribute expires is the table's time to live. Items can stay well past
// it, so readers compare it with the clock that they are given.
//
// # Consistency
//
// Reads are strongly consistent: what was acknowledged is seen. A decision is
// added on the condition that the head is still the one it was sealed on, so
// of two that are added at once, one fails and nothing of it is written.
//
// Prefixes that later kinds of items will take: LIST# for editions of lists
// that were imported, SELLER#<seller>#CATALOGUE# for catalogues.
package store
