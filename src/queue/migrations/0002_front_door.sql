-- What is known of a mail's client, and what its sender asked for. Where nothing was said there is '' or NULL. RFC 3461 tells what
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
