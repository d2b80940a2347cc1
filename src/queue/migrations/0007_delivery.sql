-- Delivery: what of a message follows from others, and what cellpost has to tell the world about it.

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

-- Changes of deliveries from which something is still to follow.
CREATE TABLE news (
  id INTEGER PRIMARY KEY,
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


-- tim: rules of time


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
-- whose cap it counts in.
CREATE TABLE let_through (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  booked_at INTEGER NOT NULL,
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  put_off INTEGER NOT NULL CHECK (put_off IN (0, 1))
) STRICT;

CREATE INDEX let_through_sender ON let_through (sender, at, put_off);
CREATE INDEX let_through_recipient ON let_through (recipient, at, put_off);
CREATE INDEX let_through_at ON let_through (at);

-- The breaker is open while "closed_at" is NULL.
CREATE TABLE breaker (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  opened_at INTEGER NOT NULL,
  closes_at INTEGER NOT NULL,
  reminded_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;


-- rep: replies


-- alm: alarms and escalation


-- ret: retention

