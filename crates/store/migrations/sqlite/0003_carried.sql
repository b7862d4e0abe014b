-- Answers carried over from an earlier round or another edition. They state nothing until a person
-- confirms them in the new round (docs/adr/0012); the round they come from is not touched.
CREATE TABLE carried (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  round_id TEXT NOT NULL,
  item TEXT NOT NULL,
  from_edition TEXT NOT NULL,
  from_year INTEGER NOT NULL,
  parts TEXT NOT NULL,
  decision TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (organization_id, round_id, item),
  FOREIGN KEY (organization_id, round_id) REFERENCES round (organization_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
) STRICT;
