-- The first tables. Every table carries organization_id; ids are UUIDv7 text, times RFC 3339 UTC
-- text, days ISO text (docs/adr/0005).
CREATE TABLE organization (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  created_at TEXT NOT NULL
);

CREATE TABLE facility (
  organization_id TEXT NOT NULL REFERENCES organization (id),
  id TEXT NOT NULL,
  code TEXT NOT NULL UNIQUE,
  profile TEXT NOT NULL,
  wizard TEXT NOT NULL,
  facts_version BIGINT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (organization_id, id)
);

CREATE TABLE login_user (
  organization_id TEXT NOT NULL REFERENCES organization (id),
  id TEXT NOT NULL,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  reach TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  password_set_at TEXT NOT NULL,
  totp_secret TEXT NOT NULL,
  totp_step BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  locked_until TEXT NOT NULL,
  disabled_at TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (organization_id, id)
);

CREATE TABLE password_history (
  organization_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (organization_id, user_id, hash),
  FOREIGN KEY (organization_id, user_id) REFERENCES login_user (organization_id, id)
);

CREATE TABLE recovery_code (
  organization_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  used_at TEXT NOT NULL,
  PRIMARY KEY (organization_id, user_id, hash),
  FOREIGN KEY (organization_id, user_id) REFERENCES login_user (organization_id, id)
);

CREATE TABLE login_session (
  organization_id TEXT NOT NULL,
  token_hash TEXT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  created_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  origin TEXT NOT NULL,
  agent TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  FOREIGN KEY (organization_id, user_id) REFERENCES login_user (organization_id, id)
);
CREATE INDEX login_session_user ON login_session (organization_id, user_id);

CREATE TABLE ledger_row (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  ledger TEXT NOT NULL,
  fields TEXT NOT NULL,
  search TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  removed_at TEXT NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
);
CREATE INDEX ledger_row_list ON ledger_row (organization_id, facility_id, ledger, removed_at, id);

CREATE TABLE batch (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  ledger TEXT NOT NULL,
  source TEXT NOT NULL,
  summary TEXT NOT NULL,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  undone_at TEXT NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
);

CREATE TABLE batch_change (
  organization_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  row_id TEXT NOT NULL,
  before TEXT NOT NULL,
  after_version BIGINT NOT NULL,
  PRIMARY KEY (organization_id, batch_id, row_id),
  FOREIGN KEY (organization_id, batch_id) REFERENCES batch (organization_id, id)
);

CREATE TABLE column_mapping (
  organization_id TEXT NOT NULL REFERENCES organization (id),
  ledger TEXT NOT NULL,
  signature TEXT NOT NULL,
  mapping TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (organization_id, ledger, signature)
);

CREATE TABLE round (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  fiscal_year BIGINT NOT NULL,
  edition TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, facility_id, fiscal_year, edition),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
);

CREATE TABLE proof (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  content TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
);

-- Append-only: the store has no statement that changes or deletes an answer.
CREATE TABLE answer (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  round_id TEXT NOT NULL,
  item TEXT NOT NULL,
  version BIGINT NOT NULL,
  id TEXT NOT NULL,
  decision TEXT NOT NULL,
  proof_id TEXT NOT NULL,
  by_name TEXT NOT NULL,
  by_user TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (organization_id, round_id, item, version),
  FOREIGN KEY (organization_id, round_id) REFERENCES round (organization_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
);

CREATE TABLE note (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  round_id TEXT NOT NULL,
  item TEXT NOT NULL,
  id TEXT NOT NULL,
  text TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, round_id) REFERENCES round (organization_id, id)
);

CREATE TABLE stored_file (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  subject TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  removed_at TEXT NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
);
CREATE INDEX stored_file_subject ON stored_file (organization_id, facility_id, subject);

-- What was typed and not yet confirmed, field by field. The one table whose changes carry no audit
-- event: a draft is nobody's statement until it is confirmed (docs/adr/0011).
CREATE TABLE draft (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  place TEXT NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  by_user TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (organization_id, facility_id, place, by_user, field),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
);

CREATE TABLE audit_head (
  organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organization (id),
  count BIGINT NOT NULL,
  head TEXT NOT NULL
);

CREATE TABLE audit_event (
  organization_id TEXT NOT NULL REFERENCES organization (id),
  seq BIGINT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  origin TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (organization_id, seq)
);
CREATE INDEX audit_event_subject ON audit_event (organization_id, subject);
