-- The mail queue (送信記録). `key` is the occasion: of one, an organization queues one mail, whatever happens.
-- state: queued, sending, sent, failed, bounced, uncertain, cancelled. attachments: JSON, the bytes are in the file store.
-- claim: which process is at it, until when. handing = 1 from just before the end of DATA: what breaks off then is
-- uncertain. The body holds marks in the place of links and PINs; neither is ever stored.
CREATE TABLE mail (
  organization_id TEXT NOT NULL,
  facility_id TEXT NOT NULL,
  id TEXT NOT NULL,
  key TEXT NOT NULL,
  recipient TEXT NOT NULL,
  recipient_name TEXT NOT NULL,
  reply_to TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  attachments TEXT NOT NULL,
  message_id TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  next_at TEXT NOT NULL,
  claim TEXT NOT NULL,
  claimed_until TEXT NOT NULL,
  handing BIGINT NOT NULL,
  error TEXT NOT NULL,
  server TEXT NOT NULL,
  by_name TEXT NOT NULL,
  created_at TEXT NOT NULL,
  queued_at TEXT NOT NULL,
  sent_at TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, key),
  FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
);
CREATE INDEX mail_facility ON mail (organization_id, facility_id, id);
CREATE INDEX mail_due ON mail (state, next_at);
