-- What a modem has received stands beside the postmaster's mails. "raw" are the PDUs as they came, one a line; "missing" is how many
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
