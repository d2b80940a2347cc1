-- When segments may have gone out by a SIM, for its quota and its rates; kept for little more than a day. "sim" is "iccid:…",
-- "imsi:…", or "modem:…" where neither is known.
CREATE TABLE sms_usage (
  sim TEXT NOT NULL,
  at INTEGER NOT NULL,
  count INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (sim, at)
) STRICT, WITHOUT ROWID;
