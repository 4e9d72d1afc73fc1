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
// first eight, about what is their own.
//
//	 1  store a submission with its first decision    one transaction, the idempotency key in it
//	 2  a submission and its newest decision          the end of its partition, one query
//	 3  a decision by number                          one item
//	 4  the decisions of a submission, newest first   its partition, backwards
//	 5  the seller's submissions, newest first        ALL, one query a page
//	 6  … that have a channel or a verdict, a kind,   ALL, one query of a bounded number
//	    a code, words, or were made on some days      of entries a page
//	 7  … with a reference, whatever else is asked    REF, the same
//	 8  has this idempotency key been used            one item, when 1 has found that it was
//	 9  add a decision                                one transaction on the head
//	10  which submissions carry a code, of any seller CODE, one heading a query
//	11  the lists in force, and as they were          one item, or two when large
//	12  an imported edition, by its hash              one item, or its chunks
//	13  the imports of a list, newest first           LIST#<list>#IMPORTS
//	14  publish or withdraw an import                 one transaction on the head of the lists
//	15  the jobs that are not finished                LIST#JOBS
//	16  how far a job has come                        its partition
//	17  add a decision, with the event that tells it  one transaction on the head and a fence
//	18  the events that were not handed on            OUTBOX, sixteen queries
//	19  the seller's events, newest first             EVENT
//	20  the seller's webhooks                         WEBHOOK
//	21  the deliveries that are due                   DELIVERY, eight queries
//	22  what readers said of answers, newest first    FEEDBACK, one query a page
//
// Nothing is answered by reading the whole table. The index by code can be asked
// for all codes: that is 10,100 queries, one for each heading and chapter that
// there could be, and is asked when a list becomes whole.
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
//	SELLER#<seller>#REF#<ref>                 <id>                  index: has the reference
//	SELLER#<seller>#FAILED                    <id>                  a submission that could not be decided again
//	SELLER#<seller>#IDEM#<key>                IDEM                  an idempotency key
//	CODE#<kind>#<first 4 of the code>         <code>#<seller>#<id>  index: carries the code; not of goods that have none
//	SELLER#<seller>#EVENT                     <event>               an event that the seller is told
//	SELLER#<seller>#WEBHOOK                   <webhook>             where the seller is told it
//	SELLER#<seller>#WEBHOOK#<webhook>         <event>               what came of telling it
//	LIST#HEAD                                 HEAD                  the newest manifest of the lists
//	LIST#HEAD                                 V#<version>           every manifest, for ever
//	LIST#HEAD                                 FENCE#<00 to 15>      which version is the newest
//	LIST#<list>#EDITION#<sha256>              EDITION               an imported edition
//	LIST#<list>#EDITION#<sha256>              EDITION#<hash>#<n>    a chunk of it, when it is large
//	LIST#<list>#IMPORTS                       <import>              an import
//	LIST#<list>#IMPORT#<import>               PART#<name>#<hash>    a part of it: report, difference, …
//	LIST#JOB#<job>                            JOB                   what is to be decided again
//	LIST#JOB#<job>                            PART#<n>              how far a part of it has come
//	LIST#JOBS                                 <job>                 index: the job is not finished
//	OUTBOX#<00 to 15>                         <event>               index: the event was not handed on
//	DELIVERY#<00 to 07>                       <due>#<event>#<webhook>  an event to be delivered
//	FEEDBACK                                  <opinion>             what a reader said of an answer
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
// of creation, and days are a range of it. An entry has all that a list says of a
// submission, its verdicts among it, and is written in each transaction that
// changes it, so that a page is one query and an entry is never out of date. There
// are no indexes by channel, verdict or kind: filtered pages look at up to 1,000
// entries, 68 read units, and are given out short when few of them match. Twenty
// pages find eight submissions among 20,000.
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
//	verdicts "cbec_bonded=conditional general_trade=eligible"
//	head_seq 1  head_hash "41c7…"
//
// A decision:
//
//	PK SELLER#acme#SUB#06eaea…   SK DEC#0000000001
//	id "06eaeb…"  decided_at "2026-03-01T02:10:04.25Z"  cause "submitted"
//	packed <see package packing>  dict 1  prev_hash "0000…"  hash <32 bytes>
//
// The first decision has no prev_hash: it is submission.Genesis.
//
// The entries of the submission in the indexes:
//
//	PK SELLER#acme#ALL        SK 06eaea…
//	PK SELLER#acme#REF#SKU-1  SK 06eaea…
//	                          kind "goods"  ref "SKU-1"  code "04090000"  name "天然蜂蜜"  as_of "2026-03-01"
//	                          created_at …  updated_at …  verdicts "cbec_bonded=conditional …"
//	PK CODE#goods#0409        SK 04090000#acme#06eaea…
//	                          seller "acme"  id "06eaea…"  code "04090000"
//
// An idempotency key, written with its submission:
//
//	PK SELLER#acme#IDEM#order-4711   SK IDEM   expires 1772417404
//	body_hash "e3b0…"  submission_id "06eaea…"  seq 1
//
// The attribute expires is the table's time to live. Items can stay well past
// it, so readers compare it with the clock that they are given.
//
// What belongs to imported lists is JSON in the attribute record, with a revision
// beside it for conditions, or bytes in the attribute data with their SHA-256:
//
//	PK LIST#HEAD   SK HEAD
//	version 3  content "9c1e…"  digest "77a0…"  size 4711  chunks 0  data <gzip of JSON>
//
//	PK LIST#cbec-retail-import#EDITION#25a1…   SK EDITION
//	content "e3b0…"  digest "77a0…"  size 51234  chunks 0  data <gzip of JSON>
//
// The manifest, the editions and the parts of imports are never changed once
// they are written, the head and the fences aside. What does not fit in an item
// is written in chunks first, under the hash of the whole.
//
// # Earlier forms
//
// What was ever written is read for ever; testdata/items-<n>.json has every kind
// of item in every form. In the first one decisions were not packed (attribute
// body), verdicts were JSON, the entries of ALL and REF were keys alone (the
// submissions are fetched then), and there were indexes by channel and verdict,
// which nothing reads any more. In the second one the hash of a decision was its
// digits.
//
// # Consistency
//
// Reads are strongly consistent: what was acknowledged is seen. A decision is
// added on the condition that the head is still the one it was sealed on, so
// of two that are added at once, one fails and nothing of it is written.
//
// A decision that follows from a publication is added on the condition, too, that
// the lists are still at the version that it was decided on. One item that all
// such transactions check would have them stand in each other's way, so there
// are sixteen fences, and a submission has one of them by its id. Publishing
// writes all of them.
//
// Prefixes that later kinds of items will take: SELLER#<seller>#CATALOGUE# for
// catalogues.
package store
