-- Tokens of programs, bots and hooks.

-- What the token of a program may do, as bits; 0 is a device. Its name is the label.
ALTER TABLE sessions ADD COLUMN scopes INTEGER NOT NULL DEFAULT 0;

-- Addresses at which a program posts into a chat. Each has a bot of its own as the sender, which is no member.
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
