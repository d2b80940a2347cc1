-- By this a status report finds the attempts that it may be of, though their segments are forgotten.
CREATE INDEX attempt_open ON attempt (modem, ended_at) WHERE outcome IN ('uncertain', 'queued');
