-- The vendor's own desk: products, the answer library, customers' own rows, incoming sheets, papers, notices, keys.
-- Days that have not come are empty text; lists are JSON.
CREATE TABLE desk_product (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  other_names TEXT NOT NULL,
  release_name TEXT NOT NULL,
  deployment TEXT NOT NULL,
  remote INTEGER NOT NULL,
  note TEXT NOT NULL,
  retired INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
) STRICT;
CREATE INDEX desk_product_facility ON desk_product (organization_id, facility_id, id);

-- The library. Versions are only added; approving or declining one is the only change. `says` is JSON.
CREATE TABLE desk_answer (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  item TEXT NOT NULL,
  number INTEGER NOT NULL,
  says TEXT NOT NULL,
  valid_until TEXT NOT NULL,
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
  PRIMARY KEY (organization_id, product_id, item, number),
  FOREIGN KEY (organization_id, product_id) REFERENCES desk_product (organization_id, id)
) STRICT;

-- What holds for one customer and differs from the library; versions are only added, an empty `says` takes it away.
CREATE TABLE desk_override (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  customer_key TEXT NOT NULL,
  customer TEXT NOT NULL,
  product_id TEXT NOT NULL,
  item TEXT NOT NULL,
  number INTEGER NOT NULL,
  says TEXT NOT NULL,
  valid_until TEXT NOT NULL,
  source TEXT NOT NULL,
  at TEXT NOT NULL,
  by_name TEXT NOT NULL,
  PRIMARY KEY (organization_id, product_id, customer_key, item, number),
  FOREIGN KEY (organization_id, product_id) REFERENCES desk_product (organization_id, id)
) STRICT;

-- Which product a customer means by a system's name, as a person once said.
CREATE TABLE desk_match (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  customer_key TEXT NOT NULL,
  system_key TEXT NOT NULL,
  product_id TEXT NOT NULL,
  at TEXT NOT NULL,
  by_name TEXT NOT NULL,
  PRIMARY KEY (organization_id, facility_id, customer_key, system_key),
  FOREIGN KEY (organization_id, product_id) REFERENCES desk_product (organization_id, id)
) STRICT;

-- Sheets that came in. `once` keeps one from being taken in twice: the customer's request, else the file's SHA-256.
-- state: open, done. `answers` is JSON, one entry per item. file_id: empty where the answer was handed out at once.
CREATE TABLE desk_incoming (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  once TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  file_id TEXT NOT NULL,
  request TEXT NOT NULL,
  customer TEXT NOT NULL,
  code TEXT NOT NULL,
  customer_key TEXT NOT NULL,
  system TEXT NOT NULL,
  system_key TEXT NOT NULL,
  contract TEXT NOT NULL,
  edition TEXT NOT NULL,
  deadline TEXT NOT NULL,
  fiscal_year INTEGER NOT NULL,
  product_id TEXT NOT NULL,
  answers TEXT NOT NULL,
  deltas INTEGER NOT NULL,
  state TEXT NOT NULL,
  answered_by TEXT NOT NULL,
  contact TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  valid_until TEXT NOT NULL,
  received_at TEXT NOT NULL,
  finished_at TEXT NOT NULL,
  finished_name TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, facility_id, once),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
) STRICT;
CREATE INDEX desk_incoming_state ON desk_incoming (organization_id, facility_id, state, id);
CREATE INDEX desk_incoming_customer ON desk_incoming (organization_id, facility_id, customer_key, system_key, id);

-- Disclosure statements of the desk's products. kind: mds, sds.
CREATE TABLE desk_paper (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  template TEXT NOT NULL,
  guideline TEXT NOT NULL,
  made_on TEXT NOT NULL,
  valid_until TEXT NOT NULL,
  file_id TEXT NOT NULL,
  note TEXT NOT NULL,
  at TEXT NOT NULL,
  by_name TEXT NOT NULL,
  removed_at TEXT NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, product_id) REFERENCES desk_product (organization_id, id)
) STRICT;

-- Notices to customers, as signed: `content` are the exact bytes under `signature`. Only added to.
CREATE TABLE desk_notice (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  content TEXT NOT NULL,
  signature TEXT NOT NULL,
  issued_at TEXT NOT NULL,
  by_name TEXT NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
) STRICT;

-- The desk's keys for signing. The secret is computed from the server's own key and is in no backup.
CREATE TABLE desk_key (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  public_key TEXT NOT NULL,
  made_at TEXT NOT NULL,
  made_name TEXT NOT NULL,
  PRIMARY KEY (organization_id, facility_id, number),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
) STRICT;

-- A facility's side: the public keys of its vendors, compared by telephone and pinned.
CREATE TABLE vendor_key (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  vendor_id TEXT NOT NULL,
  vendor TEXT NOT NULL,
  public_key TEXT NOT NULL,
  key_id TEXT NOT NULL,
  pinned_at TEXT NOT NULL,
  pinned_name TEXT NOT NULL,
  revoked_at TEXT NOT NULL,
  revoked_name TEXT NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
) STRICT;
CREATE UNIQUE INDEX vendor_key_once ON vendor_key (organization_id, facility_id, key_id) WHERE revoked_at = '';

-- Signed answer files that were imported: each once. `content` are the exact bytes under `signature`.
CREATE TABLE vendor_signed (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  vendor_id TEXT NOT NULL,
  vendor TEXT NOT NULL,
  key_id TEXT NOT NULL,
  content TEXT NOT NULL,
  signature TEXT NOT NULL,
  at TEXT NOT NULL,
  by_name TEXT NOT NULL,
  PRIMARY KEY (organization_id, facility_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
) STRICT;

-- Notices from vendors, and who looked at them.
CREATE TABLE vendor_notice (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  vendor_id TEXT NOT NULL,
  vendor TEXT NOT NULL,
  key_id TEXT NOT NULL,
  content TEXT NOT NULL,
  signature TEXT NOT NULL,
  at TEXT NOT NULL,
  by_name TEXT NOT NULL,
  checked_at TEXT NOT NULL,
  checked_name TEXT NOT NULL,
  checked_note TEXT NOT NULL,
  PRIMARY KEY (organization_id, facility_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
) STRICT;
