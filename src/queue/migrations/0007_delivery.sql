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


-- stm: storms


-- rep: replies


-- alm: alarms and escalation


-- ret: retention

