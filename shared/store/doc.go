// Package store implements the product's stores on one table of items. It defines the keys, the attributes and
// the conditions, whichever database holds the items.
//
// A Table is the small set of operations required of a database: read one item or many, read a range of a
// partition, write several items together under conditions. Package bolt implements Table in a file, package
// dynamo in DynamoDB. Store implements submission.Store on either, and package storetest has the contract tests
// that both must pass.
//
// # Access patterns
//
// The queries that the table answers, and how. The first eight are made by sellers, about their own data.
//
//	 1  store a submission with its first decision    one transaction, with the idempotency key
//	 2  a submission and its newest decision          the end of its partition, one query
//	 3  a decision by number                          one item
//	 4  the decisions of a submission, newest first   its partition, backwards
//	 5  the seller's submissions, newest first        ALL, one query a page
//	 6  … filtered by channel, verdict, kind, code,   ALL, one query of a bounded number
//	    words or days of creation                     of entries a page
//	 7  … with a reference, with any other filter     REF, the same
//	 8  whether an idempotency key was used           one item, read when 1 finds it taken
//	 9  add a decision                                one transaction on the head
//	10  submissions with a code, of all sellers       CODE, one query a heading
//	11  the lists in force, now and earlier           one item, or two when large
//	12  an imported edition, by its hash              one item, or its chunks
//	13  the imports of a list, newest first           LIST#<list>#IMPORTS
//	14  publish or withdraw an import                 one transaction on the head of the lists
//	15  the unfinished jobs                           LIST#JOBS
//	16  the progress of a job                         its partition
//	17  add a decision with its event                 one transaction on the head and a fence
//	18  the events not yet published                  OUTBOX, sixteen queries
//	19  the seller's events, newest first             EVENT
//	20  the seller's webhooks                         WEBHOOK
//	21  the deliveries that are due                   DELIVERY, eight queries
//	22  readers' feedback, newest first               FEEDBACK, one query a page
//
// No access pattern scans the table. Reading the index by code for all codes takes 10,100 queries, one for each
// possible heading and chapter; this happens when a list becomes complete.
// # Keys
//
// PK is the partition key, SK the sort key; the items of a partition are sorted by the bytes of their SK.
// <seller>, <id> and the like stand for the escaped value.
//
//	PK                                        SK                    what
//	SELLER#<seller>#SUB#<id>                  SUB                   a submission
//	SELLER#<seller>#SUB#<id>                  DEC#<seq, 10 digits>  a decision
//	SELLER#<seller>#ALL                       <id>                  index: every submission
//	SELLER#<seller>#REF#<ref>                 <id>                  index: submissions with the reference
//	SELLER#<seller>#FAILED                    <id>                  a submission that could not be decided again
//	SELLER#<seller>#IDEM#<key>                IDEM                  an idempotency key
//	CODE#<kind>#<first 4 of the code>         <code>#<seller>#<id>  index: by code; without goods that have none
//	SELLER#<seller>#EVENT                     <event>               an event for the seller
//	SELLER#<seller>#WEBHOOK                   <webhook>             a webhook of the seller
//	SELLER#<seller>#WEBHOOK#<webhook>         <event>               the delivery of an event to a webhook
//	LIST#HEAD                                 HEAD                  the newest manifest of the lists
//	LIST#HEAD                                 V#<version>           every manifest, kept for ever
//	LIST#HEAD                                 FENCE#<00 to 15>      the number of the newest version
//	LIST#<list>#EDITION#<sha256>              EDITION               an imported edition
//	LIST#<list>#EDITION#<sha256>              EDITION#<hash>#<n>    a chunk of a large edition
//	LIST#<list>#IMPORTS                       <import>              an import
//	LIST#<list>#IMPORT#<import>               PART#<name>#<hash>    a part of an import: report, difference, …
//	LIST#JOB#<job>                            JOB                   a job: what is to be decided again
//	LIST#JOB#<job>                            PART#<n>              the progress of a part of the job
//	LIST#JOBS                                 <job>                 index: unfinished jobs
//	OUTBOX#<00 to 15>                         <event>               index: events not yet published
//	DELIVERY#<00 to 07>                       <due>#<event>#<webhook>  index: waiting deliveries
//	FEEDBACK                                  <opinion>             a reader's opinion of an answer
//
// Every partition of a seller's data has the seller in its key, so a query that names the wrong seller finds an
// empty partition. The index by code spans sellers; no query made for a seller reads it.
//
// In a submission's partition SUB is the last key and the newest decision the one before it, so reading two
// items from the end answers pattern 2. No key that sorts after DEC# may be added to the partition.
//
// Ids begin with the time (submission.NewID), so an index is sorted by creation, and a span of days is a range
// of it. An index entry has everything that a list shows of a submission, its verdicts included. It is written
// in each transaction that changes the submission, so a page takes one query and entries are never stale. There
// are no indexes by channel, verdict or kind: a filtered page reads up to 1,000 entries (68 read units) and is
// returned short when few match. For example, it takes twenty pages to find eight submissions among 20,000.
//
// # Escaping
//
// Letters, digits and -._~: are written as they are; every other byte of a value is written %XX. No value
// supplied by a caller can contain the separator or end a partition's name early. A value longer than 256 bytes
// when escaped is replaced by = and its SHA-256 in hexadecimal, which keeps every key within DynamoDB's 2,048
// bytes for PK and 1,024 for SK.
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
// The attribute expires is the table's time to live. Items can outlive it, so readers compare it with their
// clock.
//
// Records of imported lists are JSON in the attribute record, with a revision for conditions, or bytes in the
// attribute data with their SHA-256:
//
//	PK LIST#HEAD   SK HEAD
//	version 3  content "9c1e…"  digest "77a0…"  size 4711  chunks 0  data <gzip of JSON>
//
//	PK LIST#cbec-retail-import#EDITION#25a1…   SK EDITION
//	content "e3b0…"  digest "77a0…"  size 51234  chunks 0  data <gzip of JSON>
//
// Manifests, editions and parts of imports never change once written, except for the head and the fences. Data
// too large for an item is written in chunks first, under the hash of the whole.
//
// # Earlier forms
//
// Every form ever written can be read; testdata/items-<n>.json has each kind of item in each form. In the first
// form decisions were not packed (attribute body), verdicts were JSON, entries of ALL and REF had only their
// keys (submissions are fetched then), and there were indexes by channel and verdict, which are no longer read.
// In the second form the hash of a decision was hexadecimal text.
//
// # Consistency
//
// Reads are strongly consistent and see every acknowledged write. A decision is added on the condition that the
// head is still the one it was sealed on, so of two decisions added at once, one fails and writes nothing.
//
// A decision caused by a publication is also conditional on the version of the lists that it was decided on. If
// all such transactions checked the same item, they would conflict; so there are sixteen fences, and a
// submission's id selects one of them. Publishing writes all of them.
//
// Prefixes reserved for later kinds of items: SELLER#<seller>#CATALOGUE# for catalogues.
package store
