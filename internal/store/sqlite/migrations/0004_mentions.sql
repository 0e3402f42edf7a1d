-- Messages of groups that call somebody by name and were not read by them yet (R1.3). A read mark that passes one removes its row,
-- so a person's rows are few, however long the chats are.
CREATE TABLE mentions (
  user_key INTEGER NOT NULL REFERENCES users,
  chat_key INTEGER NOT NULL REFERENCES chats,
  seq      INTEGER NOT NULL,
  PRIMARY KEY (user_key, chat_key, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_by_place ON mentions (chat_key, seq);
