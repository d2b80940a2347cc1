// house: specification table

/**
 * The texts of `migrations/*.sql`, in their order, as the executable carries them: it has no files to read. The .sql files
 * are the source; `migrations_test.ts` fails when the two differ and tells how to write this file anew.
 */
export const migrations: readonly string[] = [
  `-- Times are wall milliseconds, flags 0 or 1. docs/internals.md tells what the states mean.

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO meta (name, value) VALUES ('pin_salt', lower(hex(randomblob(16))));

-- One accepted mail. "id" is what its sender was told, "key" what rows here refer to.
CREATE TABLE message (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  accepted_at INTEGER NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('smtp', 'command')),
  reverse_path TEXT NOT NULL,
  client_address TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  flash INTEGER NOT NULL CHECK (flash IN (0, 1)),
  status_report INTEGER NOT NULL CHECK (status_report IN (0, 1)),
  reference_bits INTEGER NOT NULL CHECK (reference_bits IN (8, 16)),
  validity_ms INTEGER,
  segment_count INTEGER NOT NULL CHECK (segment_count BETWEEN 1 AND 255)
) STRICT;

-- One recipient of a message. "modem" is the last that held it, and the only one that may take it before "resume_until".
CREATE TABLE delivery (
  id INTEGER PRIMARY KEY,
  message_key INTEGER NOT NULL REFERENCES message (key),
  recipient TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN (
    'queued', 'sending', 'uncertain', 'held', 'sent',
    'delivered', 'failed', 'expired', 'cancelled', 'merged'
  )),
  reason TEXT NOT NULL DEFAULT '',
  updated_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  next_attempt_at INTEGER CHECK ((next_attempt_at IS NOT NULL) = (state IN ('queued', 'uncertain'))),
  lease_until INTEGER CHECK ((lease_until IS NOT NULL) = (state = 'sending')),
  resume_until INTEGER CHECK (resume_until IS NULL OR (state = 'queued' AND modem IS NOT NULL)),
  attempt INTEGER NOT NULL DEFAULT 0,
  modem TEXT,
  reference INTEGER CHECK (reference BETWEEN 0 AND 65535),
  possible_duplicate INTEGER NOT NULL DEFAULT 0 CHECK (possible_duplicate IN (0, 1))
) STRICT;

CREATE INDEX delivery_message ON delivery (message_key);

-- Each index holds only the rows that its one question is about, so that a claim costs the same among a million waiting
-- deliveries as among a thousand, and a delivery that is done weighs on none.
CREATE INDEX delivery_free ON delivery (next_attempt_at, expires_at)
  WHERE state = 'queued' AND resume_until IS NULL;
CREATE INDEX delivery_pinned ON delivery (next_attempt_at, expires_at, modem, resume_until)
  WHERE state = 'queued' AND resume_until IS NOT NULL;
CREATE INDEX delivery_expiring ON delivery (expires_at) WHERE state IN ('queued', 'held');
CREATE INDEX delivery_sending ON delivery (lease_until) WHERE state = 'sending';
CREATE INDEX delivery_uncertain ON delivery (next_attempt_at) WHERE state = 'uncertain';
CREATE INDEX delivery_settled ON delivery (state) WHERE state NOT IN ('queued', 'sending');

-- A segment of a delivery from the moment its PDU may be on the wire. All of a delivery's went through one modem.
CREATE TABLE segment (
  delivery_id INTEGER NOT NULL REFERENCES delivery (id),
  number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 255),
  modem TEXT NOT NULL,
  pdu_started_at INTEGER NOT NULL,
  acknowledged_at INTEGER,
  reference INTEGER CHECK (reference BETWEEN 0 AND 255),
  report TEXT CHECK (report IN ('delivered', 'trying', 'failed')),
  PRIMARY KEY (delivery_id, number),
  CHECK ((acknowledged_at IS NULL) = (reference IS NULL))
) STRICT, WITHOUT ROWID;

-- By this a status report finds its segment.
CREATE INDEX segment_reported ON segment (modem, reference, acknowledged_at)
  WHERE acknowledged_at IS NOT NULL;

CREATE TABLE attempt (
  delivery_id INTEGER NOT NULL REFERENCES delivery (id),
  attempt INTEGER NOT NULL,
  modem TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  outcome TEXT,
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (delivery_id, attempt)
) STRICT, WITHOUT ROWID;

-- TS 23.040 §9.2.3.24.1: a phone joins segments by sender and reference, so each recipient has a counter of its own.
CREATE TABLE concat_reference (
  recipient TEXT PRIMARY KEY,
  last INTEGER NOT NULL CHECK (last BETWEEN 0 AND 65535)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
  id INTEGER PRIMARY KEY,
  received_at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('postmaster')),
  sender TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE pin_attempt (
  sim TEXT NOT NULL,
  pin_hash TEXT NOT NULL,
  tried_at INTEGER NOT NULL,
  PRIMARY KEY (sim, pin_hash)
) STRICT, WITHOUT ROWID;
`,
  `-- What is known of a mail's client, and what its sender asked for. Where nothing was said there is '' or NULL. RFC 3461 tells what
-- "envelope_id", "returned", "notify" and "original_recipient" mean.

ALTER TABLE message ADD COLUMN user_name TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN message_id TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN envelope_id TEXT;
ALTER TABLE message ADD COLUMN returned TEXT CHECK (returned IN ('full', 'headers'));
-- Whether its client was gone before it had sent anything after the 250: it may not have heard it.
ALTER TABLE message ADD COLUMN unheard INTEGER NOT NULL DEFAULT 0 CHECK (unheard IN (0, 1));

-- Flash is what this recipient wished; the message's own counts for all of its recipients.
ALTER TABLE delivery ADD COLUMN flash INTEGER NOT NULL DEFAULT 0 CHECK (flash IN (0, 1));
ALTER TABLE delivery ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1));
ALTER TABLE delivery ADD COLUMN send_at INTEGER;
ALTER TABLE delivery ADD COLUMN notify TEXT;
ALTER TABLE delivery ADD COLUMN original_recipient TEXT;

-- The urgent stand in the indexes of the others as well, but nobody looks there while one of them is due.
CREATE INDEX delivery_urgent ON delivery (next_attempt_at, expires_at)
  WHERE state = 'queued' AND urgent = 1;

-- By these a repeated mail finds the earlier one. In the order of their acceptance, a commit adds its mails to the last page.
CREATE INDEX message_named ON message (accepted_at, message_id) WHERE message_id <> '';
CREATE INDEX message_unheard ON message (reverse_path, accepted_at) WHERE unheard = 1;
`,
  `-- How a message's text is written (TS 23.038 §6.2.1.2.4: the tables' language identifiers, 0 the default ones), and whose place it
-- takes on the phone (TS 23.040 §9.2.3.9: 1 to 7, 0 none).

ALTER TABLE message ADD COLUMN national_locking INTEGER NOT NULL DEFAULT 0 CHECK (national_locking BETWEEN 0 AND 255);
ALTER TABLE message ADD COLUMN national_single INTEGER NOT NULL DEFAULT 0 CHECK (national_single BETWEEN 0 AND 255);
ALTER TABLE message ADD COLUMN replace_type INTEGER NOT NULL DEFAULT 0 CHECK (replace_type BETWEEN 0 AND 7);
`,
  `-- When segments may have gone out by a SIM, for its quota and its rates; kept for little more than a day. "sim" is "iccid:…",
-- "imsi:…", or "modem:…" where neither is known.
CREATE TABLE sms_usage (
  sim TEXT NOT NULL,
  at INTEGER NOT NULL,
  count INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (sim, at)
) STRICT, WITHOUT ROWID;
`,
  `-- What a modem has received stands beside the postmaster's mails. "raw" are the PDUs as they came, one a line; "missing" is how many
-- segments of the SMS were never seen; "sent_at" is when the service centre took it, by its own clock.
ALTER TABLE inbox RENAME TO letter;

CREATE TABLE inbox (
  id INTEGER PRIMARY KEY,
  received_at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('postmaster', 'sms', 'unreadable')),
  sender TEXT NOT NULL,
  subject TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL,
  modem TEXT CHECK ((modem IS NULL) = (kind = 'postmaster')),
  sent_at INTEGER,
  segment_count INTEGER NOT NULL DEFAULT 1,
  missing INTEGER NOT NULL DEFAULT 0 CHECK (missing BETWEEN 0 AND segment_count),
  raw TEXT NOT NULL DEFAULT ''
) STRICT;

INSERT INTO inbox (id, received_at, kind, sender, subject, text)
  SELECT id, received_at, kind, sender, subject, text FROM letter;

DROP TABLE letter;

-- An SMS of which segments are missing. "reference" with its width in bits is what joins them; "last_at" is when the last one came.
CREATE TABLE partial (
  id INTEGER PRIMARY KEY,
  modem TEXT NOT NULL,
  sender TEXT NOT NULL,
  reference INTEGER NOT NULL CHECK (reference BETWEEN 0 AND 65535),
  reference_bits INTEGER NOT NULL CHECK (reference_bits IN (8, 16)),
  segment_count INTEGER NOT NULL CHECK (segment_count BETWEEN 2 AND 255),
  sent_at INTEGER,
  last_at INTEGER NOT NULL
) STRICT;

CREATE INDEX partial_key ON partial (modem, sender, reference);
CREATE INDEX partial_last ON partial (last_at);

CREATE TABLE partial_segment (
  partial_id INTEGER NOT NULL REFERENCES partial (id),
  number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 255),
  pdu TEXT NOT NULL,
  PRIMARY KEY (partial_id, number)
) STRICT, WITHOUT ROWID;

-- Every segment that has come, so that one that comes again is known: the modem's copy may outlive a crash.
CREATE TABLE seen (
  modem TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (modem, fingerprint)
) STRICT, WITHOUT ROWID;

CREATE INDEX seen_at ON seen (seen_at);

-- A status report that speaks of no segment known. Its segment may get its reference any moment.
CREATE TABLE early_report (
  id INTEGER PRIMARY KEY,
  modem TEXT NOT NULL,
  reference INTEGER NOT NULL,
  recipient TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN ('delivered', 'trying', 'failed')),
  reason TEXT NOT NULL,
  sent_at INTEGER,
  received_at INTEGER NOT NULL,
  not_before INTEGER NOT NULL
) STRICT;
`,
  `-- By this a status report finds the attempts that it may be of, though their segments are forgotten.
CREATE INDEX attempt_open ON attempt (modem, ended_at) WHERE outcome IN ('uncertain', 'queued');
`,
  `-- Delivery: what of a message follows from others, and what cellpost has to tell the world about it.

-- base

ALTER TABLE delivery ADD COLUMN priority INTEGER NOT NULL DEFAULT 1 CHECK (priority BETWEEN 0 AND 2);
UPDATE delivery SET priority = 0 WHERE urgent = 1;
DROP INDEX delivery_urgent;
ALTER TABLE delivery DROP COLUMN urgent;
CREATE INDEX delivery_urgent ON delivery (next_attempt_at, expires_at)
  WHERE state = 'queued' AND priority = 0;

-- The delivery that serves one that is merged.
ALTER TABLE delivery ADD COLUMN merged_into INTEGER CHECK ((merged_into IS NOT NULL) = (state = 'merged'));
CREATE INDEX delivery_merged ON delivery (merged_into) WHERE merged_into IS NOT NULL;

-- Why cellpost made a message itself, or ''.
ALTER TABLE message ADD COLUMN made_by TEXT NOT NULL DEFAULT ''
  CHECK (made_by IN ('', 'merge', 'escalation', 'alarm', 'reply'));

-- A mail or a webhook call that cellpost itself has to make. "recipients" are separated by line feeds. One that is done or failed is kept
-- for a while, so that none is made twice for the same "key".
CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('report', 'forward', 'alarm')),
  channel TEXT NOT NULL CHECK (channel IN ('mail', 'webhook')),
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  next_attempt_at INTEGER CHECK ((next_attempt_at IS NOT NULL) = (state = 'waiting')),
  attempts INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  sender TEXT NOT NULL,
  recipients TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE INDEX notice_waiting ON notice (next_attempt_at) WHERE state = 'waiting';

-- Changes of deliveries from which something is still to follow. No "id" comes again, since it stands in the keys of notices.
CREATE TABLE news (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  delivery_id INTEGER NOT NULL REFERENCES delivery (id),
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;

-- led: the history

-- By which attempt a segment was begun (NULL: one of an older version), and when and in what words its report came.
ALTER TABLE segment ADD COLUMN attempt INTEGER;
ALTER TABLE segment ADD COLUMN report_at INTEGER;
ALTER TABLE segment ADD COLUMN report_reason TEXT;

-- Segments that count no more, since they go out again: for the history, and nothing is decided by them.
CREATE TABLE past_segment (
  delivery_id INTEGER NOT NULL REFERENCES delivery (id),
  attempt INTEGER NOT NULL,
  number INTEGER NOT NULL,
  modem TEXT NOT NULL,
  pdu_started_at INTEGER NOT NULL,
  acknowledged_at INTEGER,
  reference INTEGER,
  report TEXT,
  report_at INTEGER,
  report_reason TEXT,
  PRIMARY KEY (delivery_id, attempt, number)
) STRICT, WITHOUT ROWID;

-- By this a late report on one of them finds it.
CREATE INDEX past_segment_reported ON past_segment (modem, reference) WHERE acknowledged_at IS NOT NULL;

-- What happened to a delivery and neither an attempt nor a segment nor its last state tells. "attempt" is how many there had been;
-- "other" is the id of another message; "segment" and "outcome" are of a report that another one has followed.
CREATE TABLE happening (
  delivery_id INTEGER NOT NULL REFERENCES delivery (id),
  number INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  at INTEGER NOT NULL,
  what TEXT NOT NULL CHECK (what IN (
    'putOff', 'resent', 'held', 'released', 'hastened', 'sentAgain', 'insteadOf', 'reported'
  )),
  reason TEXT NOT NULL DEFAULT '',
  until INTEGER,
  other TEXT,
  segment INTEGER,
  outcome TEXT,
  PRIMARY KEY (delivery_id, number)
) STRICT, WITHOUT ROWID;


-- dsn: reports to senders

-- Whether a program or a list sent the mail (Auto-Submitted, Precedence).
ALTER TABLE message ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0 CHECK (automatic IN (0, 1));
-- What stood in RCPT, where reports may be sent.
ALTER TABLE delivery ADD COLUMN forward_path TEXT;

-- When something is to follow from it.
ALTER TABLE news ADD COLUMN due_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX news_due ON news (due_at);
CREATE INDEX news_delivery ON news (delivery_id);

DROP INDEX notice_waiting;
CREATE INDEX notice_waiting ON notice (channel, next_attempt_at) WHERE state = 'waiting';
-- By this a sender's reports are counted.
CREATE INDEX notice_report ON notice (recipients, created_at) WHERE kind = 'report';


-- rte: routes and priorities

-- Where deliveries may go, by name: "austria>anywhere" is the pool that is asked first and the one that stands in for it; with "@" a
-- recipient keeps its modem, and behind the "@" stands which. A delivery without a route may go anywhere.
CREATE TABLE route (
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

ALTER TABLE delivery ADD COLUMN route INTEGER REFERENCES route (key);

-- The modem that a recipient keeps. Not "proven" until one of its SMS has gone out by it.
CREATE TABLE sticky (
  recipient TEXT PRIMARY KEY,
  modem TEXT NOT NULL,
  proven INTEGER NOT NULL DEFAULT 0 CHECK (proven IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Each queued delivery stands in one of these, so that a claim looks at the heads of a few: of what goes anywhere in the normal way, of
-- what is more or less urgent, of each route, and of what waits for the modem that has sent a part of it.
DROP INDEX delivery_urgent;
DROP INDEX delivery_free;
DROP INDEX delivery_pinned;
CREATE INDEX delivery_free ON delivery (next_attempt_at, expires_at)
  WHERE state = 'queued' AND resume_until IS NULL AND route IS NULL AND priority = 1;
CREATE INDEX delivery_graded ON delivery (priority, next_attempt_at, expires_at)
  WHERE state = 'queued' AND route IS NULL AND priority <> 1;
CREATE INDEX delivery_routed ON delivery (route, priority, next_attempt_at, expires_at)
  WHERE state = 'queued' AND resume_until IS NULL AND route IS NOT NULL;
CREATE INDEX delivery_pinned ON delivery (priority, next_attempt_at, expires_at, modem, resume_until, route)
  WHERE state = 'queued' AND resume_until IS NOT NULL AND (route IS NOT NULL OR priority = 1);


-- tim: rules of time

-- The groups by which its mail was addressed, separated by line feeds, an empty one for its number itself; NULL: only by that.
ALTER TABLE delivery ADD COLUMN reached TEXT;
-- Whether a rule of time made it wait, such as quiet hours; a change of the rules or of the clock then counts at once.
ALTER TABLE delivery ADD COLUMN put_off INTEGER NOT NULL DEFAULT 0 CHECK (put_off IN (0, 1));
-- Whether the operator has made it due: no rule of time holds it back any more.
ALTER TABLE delivery ADD COLUMN forced INTEGER NOT NULL DEFAULT 0 CHECK (forced IN (0, 1));


-- stm: storms

-- Deliveries that wait to become one SMS when it closes. "likeness" is what their texts have in common; where it is '', they have only
-- their recipient in common. With "merged_into" they have become one, and what is left of them is being marked.
CREATE TABLE gathering (
  id INTEGER PRIMARY KEY,
  recipient TEXT NOT NULL,
  likeness TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  closes_at INTEGER NOT NULL,
  merged_into INTEGER
) STRICT;

CREATE UNIQUE INDEX gathering_open ON gathering (recipient, likeness) WHERE merged_into IS NULL;
CREATE INDEX gathering_closing ON gathering (closes_at) WHERE merged_into IS NULL;
CREATE INDEX gathering_merging ON gathering (id) WHERE merged_into IS NOT NULL;

CREATE TABLE gathered (
  delivery_id INTEGER PRIMARY KEY,
  gathering_id INTEGER NOT NULL
) STRICT;

CREATE INDEX gathered_in ON gathered (gathering_id);

-- SMS that the caps of [storm] have let through, for a little more than a day; with "put_off" it was for a later moment. "sender" is
-- whose cap it counts in; the breaker counts it at "counted_at", since what waits for quiet hours to end is a storm already.
CREATE TABLE let_through (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  booked_at INTEGER NOT NULL,
  counted_at INTEGER NOT NULL,
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  put_off INTEGER NOT NULL CHECK (put_off IN (0, 1))
) STRICT;

CREATE INDEX let_through_sender ON let_through (sender, at, put_off);
CREATE INDEX let_through_recipient ON let_through (recipient, at, put_off);
CREATE INDEX let_through_counted ON let_through (counted_at);

-- The breaker is open while "closed_at" is NULL.
CREATE TABLE breaker (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  opened_at INTEGER NOT NULL,
  closes_at INTEGER NOT NULL,
  reminded_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;


-- rep: replies

-- Whom an SMS from a number answers: the last mail to it that each modem has sent and whose sender can be answered. Kept only where replies
-- go by mail.
CREATE TABLE correspondent (
  number TEXT NOT NULL,
  modem TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  reverse_path TEXT NOT NULL,
  subject TEXT NOT NULL,
  message_id TEXT NOT NULL,
  PRIMARY KEY (number, modem)
) STRICT, WITHOUT ROWID;

-- Networks write a sender in forms of their own; the last digits are the same in all.
CREATE INDEX correspondent_tail ON correspondent (substr(number, -8));

-- SMS in the inbox from which something is still to follow: a mail, an entry of the deny list.
CREATE TABLE inbox_fresh (
  inbox_id INTEGER PRIMARY KEY
) STRICT;

-- SMS that went on by mail. "number" is NULL for who cannot be answered; by "message_id" an answer to the mail finds back.
CREATE TABLE forwarded (
  inbox_id INTEGER PRIMARY KEY,
  message_id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  sender TEXT NOT NULL,
  number TEXT,
  modem TEXT NOT NULL
) STRICT;

CREATE INDEX forwarded_sender ON forwarded (sender, at);
CREATE INDEX forwarded_at ON forwarded (at);

-- Numbers to which nothing is sent. "swept" tells whether what waited for them is cancelled.
CREATE TABLE denied (
  number TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  made_by TEXT NOT NULL CHECK (made_by IN ('sms', 'operator')),
  swept INTEGER NOT NULL DEFAULT 0 CHECK (swept IN (0, 1))
) STRICT, WITHOUT ROWID;



-- alm: alarms and escalation

-- What is out of order with cellpost itself, or was a short while ago. "calm_since": since when it is well again; "told_at": when its owner
-- was told last; "message_id": its last SMS, or ''.
CREATE TABLE alarm (
  key TEXT PRIMARY KEY,
  condition TEXT NOT NULL,
  phase TEXT NOT NULL CHECK (phase IN ('pending', 'raised', 'cleared')),
  since INTEGER NOT NULL,
  calm_since INTEGER,
  told_at INTEGER CHECK ((told_at IS NOT NULL) = (phase <> 'pending')),
  flaps INTEGER NOT NULL,
  waited INTEGER NOT NULL,
  text TEXT NOT NULL,
  sms_due INTEGER NOT NULL CHECK (sms_due IN (0, 1)),
  message_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A message that others get when nobody confirms it. "plan" is what its rule said when it was accepted, as JSON; "step": how many of the
-- others had it; "due_at" counts from "set_at", unless it is "fixed" to a moment of the wall clock; an answer is an SMS that stands in the
-- inbox behind "inbox_id".
CREATE TABLE escalation (
  id INTEGER PRIMARY KEY,
  message_key INTEGER NOT NULL REFERENCES message (key) ON DELETE CASCADE,
  plan TEXT NOT NULL,
  step INTEGER NOT NULL DEFAULT 0,
  set_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  fixed INTEGER NOT NULL CHECK (fixed IN (0, 1)),
  inbox_id INTEGER NOT NULL,
  ended_at INTEGER,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX escalation_message ON escalation (message_key);
CREATE INDEX escalation_due ON escalation (due_at) WHERE ended_at IS NULL;

-- The deliveries by any of which it is confirmed.
CREATE TABLE escalation_delivery (
  escalation_id INTEGER NOT NULL REFERENCES escalation (id) ON DELETE CASCADE,
  delivery_id INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
  PRIMARY KEY (escalation_id, delivery_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX escalation_delivery_id ON escalation_delivery (delivery_id);


-- ret: retention

-- The same inbox, but that no "id" comes again when the newest item was cleared: notices, "forwarded" and escalations stand by it.
ALTER TABLE inbox RENAME TO letter;

CREATE TABLE inbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('postmaster', 'sms', 'unreadable')),
  sender TEXT NOT NULL,
  subject TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL,
  modem TEXT CHECK ((modem IS NULL) = (kind = 'postmaster')),
  sent_at INTEGER,
  segment_count INTEGER NOT NULL DEFAULT 1,
  missing INTEGER NOT NULL DEFAULT 0 CHECK (missing BETWEEN 0 AND segment_count),
  raw TEXT NOT NULL DEFAULT ''
) STRICT;

INSERT INTO inbox (id, received_at, kind, sender, subject, text, modem, sent_at, segment_count, missing, raw)
  SELECT id, received_at, kind, sender, subject, text, modem, sent_at, segment_count, missing, raw FROM letter;

DROP TABLE letter;

CREATE INDEX inbox_received ON inbox (received_at) WHERE kind = 'sms';

-- By these each step of clearing finds what it clears, however much is kept.
CREATE INDEX inbox_written ON inbox (received_at) WHERE text <> '' OR raw <> '';
CREATE INDEX notice_over ON notice (updated_at) WHERE state <> 'waiting';
CREATE INDEX notice_written ON notice (updated_at) WHERE state <> 'waiting' AND body <> '';
`,
  `-- The operator's side: what programs and people send by the API.

-- By what a message came whose "source" is 'command' and no command, or ''.
ALTER TABLE message ADD COLUMN via TEXT NOT NULL DEFAULT '' CHECK (via IN ('', 'api'));

-- Requests with an Idempotency-Key, by whom they came, and the message that each was answered with; kept for a day. "fingerprint" is of
-- what was asked for: the same key with something else is a mistake.
CREATE TABLE sent_once (
  caller TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  message_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX sent_once_at ON sent_once (at);
`,
];
