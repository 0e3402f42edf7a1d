-- What the migrations make, for reading. A test writes it: go test ./internal/store/sqlite -run Schema -update

CREATE TABLE advances (
  chat_key INTEGER NOT NULL REFERENCES chats,
  user_key INTEGER NOT NULL REFERENCES users,
  kind     INTEGER NOT NULL,                -- 1 delivered, 2 read
  seq      INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (chat_key, user_key, kind, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  audit_key INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,
  user_key  INTEGER NOT NULL DEFAULT 0,     -- who acted; 0 is nobody, or the server
  act       TEXT NOT NULL,
  detail    TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE blob_bytes (
  place BLOB NOT NULL,
  at    INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (place, at)
) STRICT;

CREATE TABLE blobs (
  blob_key INTEGER PRIMARY KEY,
  hash     BLOB NOT NULL UNIQUE,            -- SHA-256 of the bytes
  place    BLOB NOT NULL UNIQUE,
  size     INTEGER NOT NULL
) STRICT;

CREATE TABLE blocks (
  user_key    INTEGER NOT NULL REFERENCES users,
  blocked_key INTEGER NOT NULL REFERENCES users,
  rev         INTEGER NOT NULL,
  gone        INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (user_key, blocked_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX blocks_by_rev ON blocks (user_key, rev);

CREATE TABLE changes (
  chat_key   INTEGER NOT NULL REFERENCES chats,
  seq        INTEGER NOT NULL,
  kind       INTEGER NOT NULL,              -- 1 edit, 2 deletion, 3 reaction, 4 pin
  actor_key  INTEGER NOT NULL REFERENCES users,
  target_seq INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (chat_key, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE chat_rows (
  user_key      INTEGER NOT NULL REFERENCES users,
  chat_key      INTEGER NOT NULL REFERENCES chats,
  rev           INTEGER NOT NULL,
  pinned_at     INTEGER NOT NULL DEFAULT 0,
  muted_until   INTEGER NOT NULL DEFAULT 0,
  archived      INTEGER NOT NULL DEFAULT 0,
  marked_unread INTEGER NOT NULL DEFAULT 0,
  cleared_to    INTEGER NOT NULL DEFAULT 0,
  draft         TEXT NOT NULL DEFAULT '',
  draft_at      INTEGER NOT NULL DEFAULT 0,
  gone          INTEGER NOT NULL DEFAULT 0, ended_at INTEGER NOT NULL DEFAULT 0, ended_name TEXT NOT NULL DEFAULT '', archived_to INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (user_key, chat_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_rows_by_rev ON chat_rows (user_key, rev);

CREATE TABLE chats (
  chat_key    INTEGER PRIMARY KEY,
  id          BLOB NOT NULL UNIQUE,
  kind        INTEGER NOT NULL,             -- 1 self, 2 direct, 3 group
  low_user    INTEGER REFERENCES users,     -- the pair, of a direct chat; twice the same for a note to oneself
  high_user   INTEGER REFERENCES users,
  name        TEXT NOT NULL DEFAULT '',
  head        INTEGER NOT NULL DEFAULT 0,   -- highest seq (C8)
  head_at     INTEGER NOT NULL,
  last_seq    INTEGER NOT NULL DEFAULT 0,   -- newest row of the timeline
  members_seq INTEGER NOT NULL DEFAULT 0,   -- last membership entry (C23)
  member_count INTEGER NOT NULL DEFAULT 0,
  -- Groups: the smallest mark, who holds it, and the next: "all but the sender" in one comparison (C22).
  delivered_min      INTEGER NOT NULL DEFAULT 0,
  delivered_min_user INTEGER NOT NULL DEFAULT 0,
  delivered_next     INTEGER NOT NULL DEFAULT 0,
  read_min           INTEGER NOT NULL DEFAULT 0,
  read_min_user      INTEGER NOT NULL DEFAULT 0,
  read_next          INTEGER NOT NULL DEFAULT 0
, delivered_min_count INTEGER NOT NULL DEFAULT 0, delivered_next_count INTEGER NOT NULL DEFAULT 0, read_min_count INTEGER NOT NULL DEFAULT 0, read_next_count INTEGER NOT NULL DEFAULT 0, from_min INTEGER NOT NULL DEFAULT 0, from_min_user INTEGER NOT NULL DEFAULT 0, from_next INTEGER NOT NULL DEFAULT 0, queue_at INTEGER NOT NULL DEFAULT 0, about TEXT NOT NULL DEFAULT '', send_role   INTEGER NOT NULL DEFAULT 1, change_role INTEGER NOT NULL DEFAULT 1, add_role    INTEGER NOT NULL DEFAULT 2, history  INTEGER NOT NULL DEFAULT 0, approval INTEGER NOT NULL DEFAULT 0, requests INTEGER NOT NULL DEFAULT 0, run_user INTEGER NOT NULL DEFAULT 0, run_from INTEGER NOT NULL DEFAULT 0, picture BLOB, timer INTEGER NOT NULL DEFAULT 0, retained_to INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX chats_by_head_at ON chats (head_at);

CREATE UNIQUE INDEX chats_by_pair ON chats (low_user, high_user) WHERE low_user IS NOT NULL;

CREATE INDEX chats_by_picture ON chats (picture) WHERE picture IS NOT NULL;

CREATE INDEX chats_by_queue_at ON chats (queue_at) WHERE kind <> 1;

CREATE TABLE device_places (
  session_id BLOB NOT NULL,
  chat_key   INTEGER NOT NULL REFERENCES chats,
  seq        INTEGER NOT NULL,
  PRIMARY KEY (session_id, chat_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE expired (
  chat_key INTEGER NOT NULL REFERENCES chats,
  user_key INTEGER NOT NULL REFERENCES users,
  from_seq INTEGER NOT NULL,
  to_seq   INTEGER NOT NULL,
  at       INTEGER NOT NULL, withheld INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (chat_key, user_key, from_seq)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX files_by_blob ON files (blob_key);

CREATE INDEX files_by_owner ON files (owner_key, begun_at);

CREATE INDEX files_by_small ON files (small_key) WHERE small_key IS NOT NULL;

CREATE INDEX files_by_use ON files (used_at);

CREATE TABLE group_links (
  id          BLOB PRIMARY KEY,
  token_hash  BLOB NOT NULL UNIQUE,
  chat_key    INTEGER NOT NULL REFERENCES chats,
  creator_key INTEGER NOT NULL REFERENCES users,
  created_at  INTEGER NOT NULL,
  created_seq INTEGER NOT NULL,              -- the head then: whom a later entry removed does not come back by it
  expires_at  INTEGER NOT NULL,
  uses        INTEGER NOT NULL DEFAULT 0,
  max_uses    INTEGER NOT NULL,
  revoked_at  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX group_links_by_chat ON group_links (chat_key, created_at);

CREATE TABLE hidden (
  user_key INTEGER NOT NULL REFERENCES users,
  chat_key INTEGER NOT NULL REFERENCES chats,
  seq      INTEGER NOT NULL,
  rev      INTEGER NOT NULL,
  gone     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (user_key, chat_key, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX hidden_by_rev ON hidden (user_key, rev);

CREATE TABLE hooks (
  id          BLOB PRIMARY KEY,
  token_hash  BLOB NOT NULL UNIQUE,             -- SHA-256 of the secret in the address
  chat_key    INTEGER NOT NULL REFERENCES chats,
  bot_key     INTEGER NOT NULL UNIQUE REFERENCES users,
  creator_key INTEGER NOT NULL REFERENCES users,
  created_at  INTEGER NOT NULL,
  revoked_at  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX hooks_by_chat ON hooks (chat_key, created_at);

CREATE TABLE identities (
  provider TEXT NOT NULL,
  subject  TEXT NOT NULL,
  user_key INTEGER NOT NULL REFERENCES users,
  PRIMARY KEY (provider, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation_uses (
  invitation_id BLOB NOT NULL REFERENCES invitations,
  user_key      INTEGER NOT NULL REFERENCES users,
  at            INTEGER NOT NULL,
  PRIMARY KEY (invitation_id, user_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitations (
  id         BLOB PRIMARY KEY,
  token_hash BLOB NOT NULL UNIQUE,
  user_key   INTEGER NOT NULL REFERENCES users,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  uses       INTEGER NOT NULL DEFAULT 0,
  max_uses   INTEGER NOT NULL,
  revoked_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX invitations_by_user ON invitations (user_key, created_at);

CREATE TABLE join_requests (
  chat_key    INTEGER NOT NULL REFERENCES chats,
  user_key    INTEGER NOT NULL REFERENCES users,
  at          INTEGER NOT NULL,
  answered_at INTEGER NOT NULL DEFAULT 0,    -- 0 while it waits
  accepted    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (chat_key, user_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX join_requests_waiting ON join_requests (chat_key, at) WHERE answered_at = 0;

CREATE TABLE link_previews (
  id   BLOB PRIMARY KEY,                    -- of the link: the beginning of its SHA-256
  body BLOB NOT NULL,
  at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX link_previews_by_time ON link_previews (at);

CREATE TABLE marks (
  chat_key   INTEGER NOT NULL REFERENCES chats,
  user_key   INTEGER NOT NULL REFERENCES users,
  delivered  INTEGER NOT NULL,
  read       INTEGER NOT NULL,
  shown_read INTEGER NOT NULL,              -- what the others may see of it (C24)
  PRIMARY KEY (chat_key, user_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
  chat_key INTEGER NOT NULL REFERENCES chats,
  user_key INTEGER NOT NULL REFERENCES users,
  from_seq INTEGER NOT NULL,
  to_seq   INTEGER,                         -- NULL while a member
  role     INTEGER NOT NULL DEFAULT 1, read_from INTEGER NOT NULL DEFAULT 0, removed INTEGER NOT NULL DEFAULT 0,      -- 1 member, 2 administrator of the group
  PRIMARY KEY (chat_key, user_key, from_seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX members_by_user ON members (user_key, chat_key);

CREATE TABLE mentions (
  user_key INTEGER NOT NULL REFERENCES users,
  chat_key INTEGER NOT NULL REFERENCES chats,
  seq      INTEGER NOT NULL,
  PRIMARY KEY (user_key, chat_key, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX mentions_by_place ON mentions (chat_key, seq);

CREATE TABLE message_files (
  chat_key INTEGER NOT NULL REFERENCES chats,
  seq      INTEGER NOT NULL,
  n        INTEGER NOT NULL,
  file_key INTEGER NOT NULL REFERENCES files,
  PRIMARY KEY (chat_key, seq, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_files_by_file ON message_files (file_key);

CREATE TABLE messages (
  chat_key    INTEGER NOT NULL REFERENCES chats,
  seq         INTEGER NOT NULL,
  sender_key  INTEGER NOT NULL REFERENCES users,
  client_id   BLOB,                         -- NULL on lines of the server
  hash        BLOB,                         -- of the content as accepted (C6)
  kind        TEXT NOT NULL,
  version     INTEGER NOT NULL,
  body        BLOB,                         -- NULL once deleted for everyone
  at          INTEGER NOT NULL,
  sent_at     INTEGER NOT NULL DEFAULT 0,
  edited_seq  INTEGER NOT NULL DEFAULT 0,
  deleted_seq INTEGER NOT NULL DEFAULT 0,
  origin      TEXT, again_of BLOB, reply_to INTEGER NOT NULL DEFAULT 0, forwarded INTEGER NOT NULL DEFAULT 0, reacted_seq INTEGER NOT NULL DEFAULT 0, vanish_at INTEGER NOT NULL DEFAULT 0,                         -- where it was imported from
  PRIMARY KEY (chat_key, seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX messages_by_client_id ON messages (client_id, sender_key, chat_key) WHERE client_id IS NOT NULL;

CREATE INDEX messages_by_vanish ON messages (vanish_at) WHERE vanish_at > 0 AND deleted_seq = 0;

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE migrations (
		version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, at INTEGER NOT NULL) STRICT;

CREATE TABLE passwords (
  user_key   INTEGER PRIMARY KEY REFERENCES users,
  hash       TEXT NOT NULL,                 -- PHC string
  changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE pins (
  chat_key   INTEGER NOT NULL REFERENCES chats,
  target_seq INTEGER NOT NULL,
  actor_key  INTEGER NOT NULL REFERENCES users,
  seq        INTEGER NOT NULL,
  until_at   INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (chat_key, target_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE plays (
  chat_key INTEGER NOT NULL REFERENCES chats,
  seq      INTEGER NOT NULL,
  user_key INTEGER NOT NULL REFERENCES users,
  at       INTEGER NOT NULL,
  PRIMARY KEY (chat_key, seq, user_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE push_devices (
  session_id BLOB PRIMARY KEY,
  user_key   INTEGER NOT NULL REFERENCES users,
  endpoint   TEXT NOT NULL UNIQUE,
  key        BLOB NOT NULL,                 -- of the browser: P-256, uncompressed
  auth       BLOB NOT NULL,
  language   TEXT NOT NULL,
  preview    INTEGER NOT NULL,
  at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX push_devices_by_user ON push_devices (user_key);

CREATE TABLE reactions (
  chat_key   INTEGER NOT NULL REFERENCES chats,
  target_seq INTEGER NOT NULL,
  user_key   INTEGER NOT NULL REFERENCES users,
  emoji      TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  PRIMARY KEY (chat_key, target_seq, user_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE reset_links (
  token_hash BLOB PRIMARY KEY,
  user_key   INTEGER NOT NULL REFERENCES users,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX reset_links_by_expiry ON reset_links (expires_at);

CREATE TABLE rubbish (place BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE search_blocks (
  chat_key INTEGER NOT NULL REFERENCES chats,
  number   INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at  INTEGER NOT NULL,
  filter   BLOB NOT NULL,
  PRIMARY KEY (chat_key, number)
) STRICT;

CREATE TABLE search_chats (
  chat_key INTEGER PRIMARY KEY REFERENCES chats,
  upto     INTEGER NOT NULL,
  version  INTEGER NOT NULL                 -- of the rules that the filters were made by
) STRICT;

CREATE TRIGGER sessions_end AFTER DELETE ON sessions BEGIN
  DELETE FROM device_places WHERE session_id = OLD.id;
  DELETE FROM push_devices WHERE session_id = OLD.id;
END;

CREATE TABLE sessions (
  token_hash BLOB PRIMARY KEY,              -- SHA-256 of the secret in the cookie
  id         BLOB NOT NULL UNIQUE,
  user_key   INTEGER NOT NULL REFERENCES users,
  label      TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  used_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
, scopes INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE INDEX sessions_by_user ON sessions (user_key);

CREATE TABLE settings (
  user_key INTEGER NOT NULL REFERENCES users,
  name     TEXT NOT NULL,
  value    TEXT NOT NULL,
  rev      INTEGER NOT NULL,
  gone     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (user_key, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE stars (
  user_key INTEGER NOT NULL REFERENCES users,
  chat_key INTEGER NOT NULL REFERENCES chats,
  seq      INTEGER NOT NULL,
  rev      INTEGER NOT NULL,
  gone     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (user_key, chat_key, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX stars_by_rev ON stars (user_key, rev);

CREATE TABLE users (
  user_key     INTEGER PRIMARY KEY,
  id           BLOB NOT NULL UNIQUE,
  handle       TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  kind         INTEGER NOT NULL DEFAULT 1,  -- 1 person, 2 bot
  role         INTEGER NOT NULL DEFAULT 1,  -- 1 member, 2 administrator
  version      INTEGER NOT NULL DEFAULT 1,  -- of what others see (C30c)
  rev          INTEGER NOT NULL DEFAULT 0,  -- newest of the account state (C30a)
  created_at   INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL DEFAULT 0,
  disabled_at  INTEGER NOT NULL DEFAULT 0
, rev_order INTEGER NOT NULL DEFAULT 0, about TEXT NOT NULL DEFAULT '', deleted_at INTEGER NOT NULL DEFAULT 0, picture BLOB, placeholder_of INTEGER, claimed BLOB) STRICT;

CREATE INDEX users_by_deleted_at ON users (deleted_at) WHERE deleted_at <> 0;

CREATE INDEX users_by_picture ON users (picture) WHERE picture IS NOT NULL;

CREATE INDEX users_by_rev_order ON users (rev_order);
