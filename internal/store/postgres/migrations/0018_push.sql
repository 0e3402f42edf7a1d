-- Where devices are told of messages while their page is closed. Rows go with the session.
CREATE TABLE push_devices (
  session_id bytea PRIMARY KEY,
  user_key   bigint NOT NULL REFERENCES users,
  endpoint   text NOT NULL UNIQUE,
  key        bytea NOT NULL,                 -- of the browser: P-256, uncompressed
  auth       bytea NOT NULL,
  language   text NOT NULL,
  preview    smallint NOT NULL,
  at         bigint NOT NULL
);
CREATE INDEX push_devices_by_user ON push_devices (user_key);
CREATE OR REPLACE FUNCTION forget_device() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM device_places WHERE session_id = OLD.id;
  DELETE FROM push_devices WHERE session_id = OLD.id;
  RETURN NULL;
END
$$;
