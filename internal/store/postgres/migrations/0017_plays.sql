-- Who played a voice message of somebody else, and when first.
CREATE TABLE plays (
  chat_key bigint NOT NULL REFERENCES chats,
  seq      bigint NOT NULL,
  user_key bigint NOT NULL REFERENCES users,
  at       bigint NOT NULL,
  PRIMARY KEY (chat_key, seq, user_key)
);
