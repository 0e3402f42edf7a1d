-- How far each device has a chat on its own disk, as it told last: message info names a person's own devices by it. Rows go with the
-- session.
CREATE TABLE device_places (
  session_id bytea NOT NULL,
  chat_key   bigint NOT NULL REFERENCES chats,
  seq        bigint NOT NULL,
  PRIMARY KEY (session_id, chat_key)
) WITH (fillfactor = 80);
CREATE FUNCTION forget_device() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM device_places WHERE session_id = OLD.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER sessions_end AFTER DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION forget_device();
