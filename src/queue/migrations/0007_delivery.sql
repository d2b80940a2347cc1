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


-- tim: rules of time

-- The groups by which its mail was addressed, separated by line feeds, an empty one for its number itself; NULL: only by that.
ALTER TABLE delivery ADD COLUMN reached TEXT;
-- Whether a rule of time made it wait, such as quiet hours; a change of the rules or of the clock then counts at once.
ALTER TABLE delivery ADD COLUMN put_off INTEGER NOT NULL DEFAULT 0 CHECK (put_off IN (0, 1));
-- Whether the operator has made it due: no rule of time holds it back any more.
ALTER TABLE delivery ADD COLUMN forced INTEGER NOT NULL DEFAULT 0 CHECK (forced IN (0, 1));


-- stm: storms


-- rep: replies


-- alm: alarms and escalation


-- ret: retention

