-- Asking the vendors (依頼): one sheet per contract, system and year; who was asked, by when, and what came back.
-- Days that have not come are empty text. `asked` is whose desk is asked: the vendor, or the one that collects for it.
-- state: asked, submitted, returned, accepted, refused, withdrawn.
CREATE TABLE vendor_request (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  fiscal_year BIGINT NOT NULL,
  edition TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  contract TEXT NOT NULL,
  system TEXT NOT NULL,
  vendor_id TEXT NOT NULL,
  vendor TEXT NOT NULL,
  asked_id TEXT NOT NULL,
  asked TEXT NOT NULL,
  deadline TEXT NOT NULL,
  way TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  asked_user TEXT NOT NULL,
  asked_name TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  submitted_at TEXT NOT NULL,
  state TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  decided_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  paused BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
);
CREATE INDEX vendor_request_facility ON vendor_request (organization_id, facility_id, fiscal_year, id);
-- A contract is asked once a year per sheet, unless that request was withdrawn.
CREATE UNIQUE INDEX vendor_request_once ON vendor_request (organization_id, facility_id, fiscal_year, edition, contract_id)
  WHERE state <> 'withdrawn';

-- Letters that went out about a request; `mark` keeps one occasion from being written twice
-- (request, remind:-14, remind:+7, escalate:2026-08-01 ...). way: mail, post, fax. mail_id: in the mail queue.
CREATE TABLE vendor_letter (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  mark TEXT NOT NULL,
  kind TEXT NOT NULL,
  way TEXT NOT NULL,
  mail_id TEXT NOT NULL,
  at TEXT NOT NULL,
  by_name TEXT NOT NULL,
  PRIMARY KEY (organization_id, request_id, mark),
  FOREIGN KEY (organization_id, request_id) REFERENCES vendor_request (organization_id, id)
);

-- The vendor's way in without an account: the SHA-256 of a 256-bit token made for this one sheet.
CREATE TABLE vendor_link (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  revoked_at TEXT NOT NULL,
  failures BIGINT NOT NULL,
  locked_until TEXT NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (token_hash),
  FOREIGN KEY (organization_id, request_id) REFERENCES vendor_request (organization_id, id)
);
CREATE INDEX vendor_link_request ON vendor_link (organization_id, request_id, id);

-- A browser that came in through a link and gave the PIN. Short-lived; not backed up.
CREATE TABLE vendor_visit (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  link_id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  PRIMARY KEY (token_hash),
  FOREIGN KEY (organization_id, link_id) REFERENCES vendor_link (organization_id, id)
);

-- One row of a sheet as the vendor is writing it, and what the facility asks back about it.
-- value: yes, no, not_applicable or empty. `target_date` is ISO or what was typed.
CREATE TABLE vendor_answer (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  item TEXT NOT NULL,
  value TEXT NOT NULL,
  ground TEXT NOT NULL,
  target_date TEXT NOT NULL,
  remark TEXT NOT NULL,
  question TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (organization_id, request_id, item),
  FOREIGN KEY (organization_id, request_id) REFERENCES vendor_request (organization_id, id)
);

-- Sheets as handed in, whole and frozen; the newest counts. Only added to.
-- way: link, xlsx, typed, signed. `content` is JSON (tate_domain::vendor::Sheet), sha256 is over it.
CREATE TABLE vendor_submission (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  at TEXT NOT NULL,
  by_name TEXT NOT NULL,
  way TEXT NOT NULL,
  content TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, request_id, number),
  FOREIGN KEY (organization_id, request_id) REFERENCES vendor_request (organization_id, id)
);
