-- How a message's text is written (TS 23.038 §6.2.1.2.4: the tables' language identifiers, 0 the default ones), and whose place it
-- takes on the phone (TS 23.040 §9.2.3.9: 1 to 7, 0 none).

ALTER TABLE message ADD COLUMN national_locking INTEGER NOT NULL DEFAULT 0 CHECK (national_locking BETWEEN 0 AND 255);
ALTER TABLE message ADD COLUMN national_single INTEGER NOT NULL DEFAULT 0 CHECK (national_single BETWEEN 0 AND 255);
ALTER TABLE message ADD COLUMN replace_type INTEGER NOT NULL DEFAULT 0 CHECK (replace_type BETWEEN 0 AND 7);
