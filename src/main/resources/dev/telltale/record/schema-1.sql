-- Version 1. Times are UTC epoch milliseconds, sizes octets, ids UUIDs as text, digests 32 octets.
-- References between tables are kept by the one writer; see docs/storage.md.

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  device TEXT NOT NULL,
  app TEXT,
  app_version TEXT,
  source TEXT NOT NULL,
  tool_version TEXT NOT NULL,
  rules_version TEXT NOT NULL,
  configuration_sha256 TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER
);

CREATE TABLE marks (
  seq INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES sessions,
  at INTEGER NOT NULL,
  phase TEXT NOT NULL,
  note TEXT
);
CREATE INDEX marks_session ON marks (session);

CREATE TABLE devices (
  name TEXT PRIMARY KEY,
  profile_json TEXT NOT NULL
);

-- Values that many rows share are stored once and referred to: circumstances, recipients, connections, bodies.
CREATE TABLE contexts (
  seq INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES sessions,
  device TEXT NOT NULL,
  app TEXT,
  method TEXT NOT NULL,
  confidence TEXT NOT NULL,
  phase TEXT NOT NULL
);
CREATE INDEX contexts_session ON contexts (session);

CREATE TABLE recipients (
  seq INTEGER PRIMARY KEY,
  host TEXT NOT NULL,
  domain TEXT NOT NULL,
  organisation TEXT,
  sdk TEXT,
  category TEXT,
  party TEXT NOT NULL,
  country TEXT,
  address TEXT
);

-- A connection that learnt something between two exchanges (its upstream address, say) has a row for each state.
CREATE TABLE connections (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  entry TEXT NOT NULL,
  client_address TEXT NOT NULL,
  client_port INTEGER NOT NULL,
  credential TEXT,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  upstream_address TEXT,
  client_tls INTEGER NOT NULL,
  client_version TEXT,
  client_cipher TEXT,
  client_alpn TEXT,
  client_sni TEXT,
  client_ja4 TEXT,
  upstream_tls INTEGER NOT NULL,
  upstream_version TEXT,
  upstream_cipher TEXT,
  upstream_alpn TEXT,
  upstream_sni TEXT,
  upstream_ja4 TEXT
);

-- sha256 is of the whole body; content holds its first octets, as many as the capture limit kept.
CREATE TABLE bodies (
  seq INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL,
  kept INTEGER NOT NULL,
  content BLOB NOT NULL
);
CREATE UNIQUE INDEX bodies_sha256 ON bodies (sha256, kept);

-- seq is the place in the recording, 1 and up without holes (deleted ones leave a tombstone).
-- Listings go through the rows in this order and test the few circumstances and recipients that match, so
-- that a page costs what it shows; an index for them would cost each insert, and sort.
-- A body column is null for an empty body; headers and trailers are null when there are none.
CREATE TABLE exchanges (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  leaf BLOB,
  connection INTEGER NOT NULL REFERENCES connections,
  context INTEGER NOT NULL REFERENCES contexts,
  recipient INTEGER NOT NULL REFERENCES recipients,
  started_at INTEGER NOT NULL,
  duration INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  encrypted INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  protocol TEXT NOT NULL,
  method TEXT NOT NULL,
  request_body INTEGER REFERENCES bodies,
  request_size INTEGER NOT NULL,
  status INTEGER,
  response_body INTEGER REFERENCES bodies,
  response_size INTEGER,
  reason TEXT,
  failure TEXT,
  url TEXT NOT NULL,
  target TEXT NOT NULL,
  request_headers BLOB,
  request_trailers BLOB,
  response_headers BLOB,
  response_trailers BLOB
);
CREATE UNIQUE INDEX exchanges_id ON exchanges (id);

CREATE TABLE messages (
  seq INTEGER PRIMARY KEY,
  exchange INTEGER NOT NULL REFERENCES exchanges,
  sent INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  size INTEGER NOT NULL,
  content BLOB NOT NULL
);
CREATE INDEX messages_exchange ON messages (exchange);

CREATE TABLE findings (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  exchange INTEGER NOT NULL REFERENCES exchanges,
  context INTEGER NOT NULL REFERENCES contexts,
  recipient INTEGER NOT NULL REFERENCES recipients,
  rules_version TEXT NOT NULL,
  type TEXT NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  observed TEXT NOT NULL,
  place TEXT NOT NULL,
  encoding TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  method TEXT NOT NULL,
  rule TEXT NOT NULL,
  confidence REAL NOT NULL,
  why TEXT NOT NULL,
  message INTEGER
);
CREATE INDEX findings_exchange ON findings (exchange);

-- Findings that a reclassification has made and not yet put in the place of the old ones.
CREATE TABLE staged_exchanges (exchange INTEGER PRIMARY KEY);
CREATE TABLE staged_findings (
  seq INTEGER PRIMARY KEY,
  exchange INTEGER NOT NULL,
  context INTEGER NOT NULL,
  recipient INTEGER NOT NULL,
  rules_version TEXT NOT NULL,
  type TEXT NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  observed TEXT NOT NULL,
  place TEXT NOT NULL,
  encoding TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  method TEXT NOT NULL,
  rule TEXT NOT NULL,
  confidence REAL NOT NULL,
  why TEXT NOT NULL,
  message INTEGER
);

CREATE TABLE gaps (
  seq INTEGER PRIMARY KEY,
  context INTEGER NOT NULL REFERENCES contexts,
  at INTEGER NOT NULL,
  cause TEXT NOT NULL,
  connection INTEGER REFERENCES connections,
  exchange TEXT,
  host TEXT,
  count INTEGER NOT NULL,
  detail TEXT NOT NULL
);

CREATE TABLE closed_connections (
  seq INTEGER PRIMARY KEY,
  connection INTEGER NOT NULL REFERENCES connections,
  context INTEGER NOT NULL REFERENCES contexts,
  closed_at INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  received INTEGER NOT NULL,
  first_sent BLOB NOT NULL,
  first_received BLOB NOT NULL
);

CREATE TABLE declarations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  app TEXT NOT NULL,
  app_version TEXT,
  name TEXT NOT NULL,
  layer TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  fetched_at INTEGER NOT NULL,
  content BLOB NOT NULL
);
CREATE INDEX declarations_app ON declarations (app);

-- What deletion leaves of an exchange: its place and its leaf, so that the tree over the rest still stands.
CREATE TABLE tombstones (
  seq INTEGER PRIMARY KEY,
  leaf BLOB,
  session INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL,
  reason TEXT NOT NULL
);

CREATE TABLE heads (
  seq INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  root BLOB NOT NULL,
  signature BLOB NOT NULL,
  signed_at INTEGER NOT NULL
);

-- Wall-clock steps that the monotonic clock contradicts, noticed before the exchange `before_seq` was stored.
CREATE TABLE clock_jumps (
  seq INTEGER PRIMARY KEY,
  before_seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  jump INTEGER NOT NULL
);
