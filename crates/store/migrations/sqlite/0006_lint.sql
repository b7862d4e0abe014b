-- Findings of the contradiction lint that somebody decided not to show, with the reason. A row holds
-- while the finding says the same: content_hash is the SHA-256 of what it said. It is never removed.
CREATE TABLE lint_suppression (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  key TEXT NOT NULL,
  rule TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  reason TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  ended_at TEXT NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
) STRICT;
CREATE UNIQUE INDEX lint_suppression_open ON lint_suppression (organization_id, facility_id, key) WHERE ended_at = '';
