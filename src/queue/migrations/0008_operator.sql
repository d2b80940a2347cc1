-- The operator's side: what programs and people send by the API.

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
