-- Network diagnoses: from where, when, by whom, of what, with which results (F-9). Append-only: the
-- store has no statement that changes or deletes one. The ports found open stand in ledger_row.
CREATE TABLE net_check (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  at TEXT NOT NULL,
  by_name TEXT NOT NULL,
  source_address TEXT NOT NULL,
  source_host TEXT NOT NULL,
  source_os TEXT NOT NULL,
  content TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
);
CREATE INDEX net_check_facility ON net_check (organization_id, facility_id, id);
