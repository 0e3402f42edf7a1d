-- How far each device has a chat on its own disk, as it told last: message info names a person's own devices by it. Rows go with the
-- session.
CREATE TABLE device_places (
  session_id BLOB NOT NULL,
  chat_key   INTEGER NOT NULL REFERENCES chats,
  seq        INTEGER NOT NULL,
  PRIMARY KEY (session_id, chat_key)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER sessions_end AFTER DELETE ON sessions BEGIN
  DELETE FROM device_places WHERE session_id = OLD.id;
END;
