-- Disclosure statements (開示書、MDS/SDS) of a contract, about its system or its remote maintenance.
-- subject: system, remote. kind: mds, sds. state: current, replaced, withdrawn. product_key: the folded product name.
-- lines: JSON of what the document says, never changed. follow_ups, counts: JSON. content_hash: over the lines alone.
-- Days that are not known are empty text.
CREATE TABLE disclosure (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  contract TEXT NOT NULL,
  subject TEXT NOT NULL,
  kind TEXT NOT NULL,
  product TEXT NOT NULL,
  product_key TEXT NOT NULL,
  product_version TEXT NOT NULL,
  maker TEXT NOT NULL,
  giver TEXT NOT NULL,
  template TEXT NOT NULL,
  guideline TEXT NOT NULL,
  made_on TEXT NOT NULL,
  received_on TEXT NOT NULL,
  state TEXT NOT NULL,
  lines TEXT NOT NULL,
  counts TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  follow_ups TEXT NOT NULL,
  registered_name TEXT NOT NULL,
  registered_at TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
);
CREATE INDEX disclosure_facility ON disclosure (organization_id, facility_id, id);
-- Of a product one document of a kind holds.
CREATE UNIQUE INDEX disclosure_current ON disclosure (organization_id, facility_id, contract_id, subject, kind, product_key)
  WHERE state = 'current';
