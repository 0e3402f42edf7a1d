-- Files of messages. Their bytes are elsewhere, each at a place with a random name; bytes that are there already are not kept twice.
CREATE TABLE blobs (
  blob_key INTEGER PRIMARY KEY,
  hash     BLOB NOT NULL UNIQUE,            -- SHA-256 of the bytes
  place    BLOB NOT NULL UNIQUE,
  size     INTEGER NOT NULL
) STRICT;
CREATE TABLE files (
  file_key  INTEGER PRIMARY KEY,
  id        BLOB NOT NULL UNIQUE,           -- made by the sender's device
  owner_key INTEGER NOT NULL REFERENCES users,
  shape     TEXT NOT NULL,                  -- file, picture, voice, video
  name      TEXT NOT NULL,
  type      TEXT NOT NULL DEFAULT '',
  size      INTEGER NOT NULL,               -- as announced until it is whole
  width     INTEGER NOT NULL DEFAULT 0,
  height    INTEGER NOT NULL DEFAULT 0,
  blur      BLOB,
  plays     INTEGER NOT NULL DEFAULT 0,     -- milliseconds
  wave      BLOB,
  place     BLOB NOT NULL,                  -- where it arrives
  blob_key  INTEGER REFERENCES blobs,       -- NULL until it is whole
  small_key INTEGER REFERENCES blobs,
  begun_at  INTEGER NOT NULL,
  used_at   INTEGER NOT NULL                -- 0 once a message that held it was deleted
) STRICT;
CREATE INDEX files_by_owner ON files (owner_key, begun_at);
CREATE INDEX files_by_use ON files (used_at);
CREATE INDEX files_by_blob ON files (blob_key);
CREATE INDEX files_by_small ON files (small_key) WHERE small_key IS NOT NULL;
-- Which files a message holds.
CREATE TABLE message_files (
  chat_key INTEGER NOT NULL REFERENCES chats,
  seq      INTEGER NOT NULL,
  n        INTEGER NOT NULL,
  file_key INTEGER NOT NULL REFERENCES files,
  PRIMARY KEY (chat_key, seq, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_files_by_file ON message_files (file_key);
-- Bytes that nothing needs any more and that may still be there.
CREATE TABLE rubbish (place BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
-- The bytes themselves, in pieces, where they come with a backup or a move: a server takes them into its folder when it starts.
CREATE TABLE blob_bytes (
  place BLOB NOT NULL,
  at    INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (place, at)
) STRICT;
