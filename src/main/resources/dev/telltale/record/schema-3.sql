-- Version 3: what a tester saw and no traffic shows, such as a screen that asks for a permission again. content is a
-- screenshot or other file, null if there is none; sha256 is of the content.
CREATE TABLE tester_evidence (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  app TEXT NOT NULL,
  session INTEGER,
  issue TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  added_at INTEGER NOT NULL,
  name TEXT,
  sha256 TEXT,
  content BLOB
);
CREATE INDEX tester_evidence_app ON tester_evidence (app);
