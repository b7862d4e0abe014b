-- What machine imports know and people do not type (docs/adr/0013): which values an import wrote, what it read of a
-- host, where it disagrees with a person, whom it saw outside the ledgers, and how to undo all of it.
ALTER TABLE ledger_row ADD COLUMN origins TEXT NOT NULL DEFAULT '{}';
ALTER TABLE batch_change ADD COLUMN ledger TEXT NOT NULL DEFAULT '';
ALTER TABLE batch_change ADD COLUMN origins TEXT NOT NULL DEFAULT '';
ALTER TABLE batch_change ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE column_mapping ADD COLUMN match_key TEXT NOT NULL DEFAULT '';

CREATE TABLE host_report (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  source TEXT NOT NULL,
  taken_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  macs TEXT NOT NULL,
  content TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  PRIMARY KEY (organization_id, facility_id, device_id, source),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
) STRICT;

CREATE TABLE disagreement (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  row_id TEXT NOT NULL,
  column_key TEXT NOT NULL,
  source TEXT NOT NULL,
  value TEXT NOT NULL,
  taken_at TEXT NOT NULL,
  state TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  PRIMARY KEY (organization_id, facility_id, row_id, column_key, source),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
) STRICT;

CREATE TABLE sighting (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  source TEXT NOT NULL,
  identity TEXT NOT NULL,
  host TEXT NOT NULL,
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  device_id TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  PRIMARY KEY (organization_id, facility_id, id),
  UNIQUE (organization_id, facility_id, identity),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
) STRICT;

CREATE TABLE census (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  source TEXT NOT NULL,
  taken_at TEXT NOT NULL,
  hosts INTEGER NOT NULL,
  batch_id TEXT NOT NULL,
  PRIMARY KEY (organization_id, facility_id, source, taken_at),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
) STRICT;

-- What an import replaced besides ledger rows: the record before as JSON, empty where there was none.
CREATE TABLE batch_effect (
  organization_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  place TEXT NOT NULL,
  before TEXT NOT NULL,
  PRIMARY KEY (organization_id, batch_id, place),
  FOREIGN KEY (organization_id, batch_id) REFERENCES batch (organization_id, id)
) STRICT;
