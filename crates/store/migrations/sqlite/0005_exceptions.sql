-- The register of exceptions (例外): asked for by one person, approved by another, for a time.
-- approved_at, declined_at and ended_at are empty until it happens. `rows` is JSON: ledger, id and
-- name of the devices and systems. Files belong to `exception:<id>`.
CREATE TABLE exception (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  edition TEXT NOT NULL,
  item TEXT NOT NULL,
  rows TEXT NOT NULL,
  reason TEXT NOT NULL,
  measure TEXT NOT NULL,
  no_statement TEXT NOT NULL,
  until TEXT NOT NULL,
  follows TEXT NOT NULL,
  written_user TEXT NOT NULL,
  written_name TEXT NOT NULL,
  written_at TEXT NOT NULL,
  approved_user TEXT NOT NULL,
  approved_name TEXT NOT NULL,
  approved_at TEXT NOT NULL,
  declined_user TEXT NOT NULL,
  declined_name TEXT NOT NULL,
  declined_at TEXT NOT NULL,
  declined_reason TEXT NOT NULL,
  ended_user TEXT NOT NULL,
  ended_name TEXT NOT NULL,
  ended_at TEXT NOT NULL,
  ended_reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
) STRICT;
-- Of an item, one exception waits and one is approved at a time.
CREATE UNIQUE INDEX exception_waiting ON exception (organization_id, facility_id, item)
  WHERE approved_at = '' AND declined_at = '' AND ended_at = '';
CREATE UNIQUE INDEX exception_approved ON exception (organization_id, facility_id, item)
  WHERE approved_at <> '' AND ended_at = '';
