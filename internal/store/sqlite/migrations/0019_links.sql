-- What is known of links that people are about to send.
CREATE TABLE link_previews (
  id   BLOB PRIMARY KEY,                    -- of the link: the beginning of its SHA-256
  body BLOB NOT NULL,
  at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX link_previews_by_time ON link_previews (at);
