-- Where devices are told of messages while their page is closed. Rows go with the session.
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
DROP TRIGGER sessions_end;
CREATE TRIGGER sessions_end AFTER DELETE ON sessions BEGIN
  DELETE FROM device_places WHERE session_id = OLD.id;
  DELETE FROM push_devices WHERE session_id = OLD.id;
END;
