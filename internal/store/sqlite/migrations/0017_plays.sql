-- Who played a voice message of somebody else, and when first.
CREATE TABLE plays (
  chat_key INTEGER NOT NULL REFERENCES chats,
  seq      INTEGER NOT NULL,
  user_key INTEGER NOT NULL REFERENCES users,
  at       INTEGER NOT NULL,
  PRIMARY KEY (chat_key, seq, user_key)
) STRICT, WITHOUT ROWID;
