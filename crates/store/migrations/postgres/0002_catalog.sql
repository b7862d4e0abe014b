-- What an organization adds to the catalogue: editions from a pack or from an official workbook,
-- drafts of such editions, and the official wording of rows (docs/adr/0012). Editions are never
-- changed or removed, because rounds of earlier years are read with them.
ALTER TABLE organization ADD COLUMN catalog_version BIGINT NOT NULL DEFAULT 0;

CREATE TABLE catalog_entry (
  organization_id TEXT NOT NULL REFERENCES organization (id),
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  content TEXT NOT NULL,
  version BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  removed_at TEXT NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX catalog_entry_kind ON catalog_entry (organization_id, kind, name);
