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

CREATE INDEX inbox_received ON inbox (received_at) WHERE kind = 'sms';


-- alm: alarms and escalation


-- ret: retention

