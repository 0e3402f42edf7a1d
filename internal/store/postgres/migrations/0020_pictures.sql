-- What people and groups look like: the id of a file.
ALTER TABLE users ADD COLUMN picture bytea;
ALTER TABLE chats ADD COLUMN picture bytea;
CREATE INDEX users_by_picture ON users (picture) WHERE picture IS NOT NULL;
CREATE INDEX chats_by_picture ON chats (picture) WHERE picture IS NOT NULL;
