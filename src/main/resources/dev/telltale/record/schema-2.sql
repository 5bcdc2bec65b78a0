-- Version 2. An exchange has many findings, and most of what they say is the same word for word: it is stored once
-- in finding_reasons. What is read is the view `findings`, which has the columns that the table of version 1 had.

ALTER TABLE findings RENAME TO findings_1;
DROP INDEX findings_exchange;
DROP TABLE staged_findings;

CREATE TABLE finding_reasons (
  seq INTEGER PRIMARY KEY,
  rules_version TEXT NOT NULL,
  type TEXT NOT NULL,
  kind TEXT NOT NULL,
  encoding TEXT NOT NULL,
  method TEXT NOT NULL,
  rule TEXT NOT NULL,
  confidence REAL NOT NULL,
  why TEXT NOT NULL
);

-- observed is null where it is the same as value.
CREATE TABLE finding_rows (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  exchange INTEGER NOT NULL REFERENCES exchanges,
  context INTEGER NOT NULL REFERENCES contexts,
  recipient INTEGER NOT NULL REFERENCES recipients,
  reason INTEGER NOT NULL REFERENCES finding_reasons,
  value TEXT NOT NULL,
  observed TEXT,
  place TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  message INTEGER
);

INSERT INTO finding_reasons (rules_version, type, kind, encoding, method, rule, confidence, why)
  SELECT DISTINCT rules_version, type, kind, encoding, method, rule, confidence, why FROM findings_1;

INSERT INTO finding_rows (seq, exchange, context, recipient, reason, value, observed, place, span_start, span_end, message)
  SELECT f.seq, f.exchange, f.context, f.recipient, w.seq, f.value, nullif(f.observed, f.value), f.place, f.span_start,
    f.span_end, f.message
  FROM findings_1 f JOIN finding_reasons w ON w.why = f.why AND w.rule = f.rule AND w.encoding = f.encoding
    AND w.rules_version = f.rules_version AND w.type = f.type AND w.kind = f.kind AND w.method = f.method
    AND w.confidence = f.confidence;

-- Numbers of findings that were deleted are not given again.
DELETE FROM sqlite_sequence WHERE name = 'finding_rows';
INSERT INTO sqlite_sequence (name, seq) SELECT 'finding_rows', seq FROM sqlite_sequence WHERE name = 'findings_1';

DROP TABLE findings_1;
CREATE INDEX finding_rows_exchange ON finding_rows (exchange);

-- CROSS JOIN: the rows come in their own order, the reasons are looked up.
CREATE VIEW findings AS
  SELECT f.seq AS seq, f.exchange AS exchange, f.context AS context, f.recipient AS recipient,
    w.rules_version AS rules_version, w.type AS type, w.kind AS kind, f.value AS value,
    ifnull(f.observed, f.value) AS observed, f.place AS place, w.encoding AS encoding, f.span_start AS span_start,
    f.span_end AS span_end, w.method AS method, w.rule AS rule, w.confidence AS confidence, w.why AS why,
    f.message AS message
  FROM finding_rows f CROSS JOIN finding_reasons w ON w.seq = f.reason;

-- Findings that a reclassification has made and not yet put in the place of the old ones.
CREATE TABLE staged_findings (
  seq INTEGER PRIMARY KEY,
  exchange INTEGER NOT NULL,
  context INTEGER NOT NULL,
  recipient INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  value TEXT NOT NULL,
  observed TEXT,
  place TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  message INTEGER
);
