-- What is known of links that people are about to send.
CREATE TABLE link_previews (
  id   bytea PRIMARY KEY,                    -- of the link: the beginning of its SHA-256
  body bytea NOT NULL,
  at   bigint NOT NULL
);
CREATE INDEX link_previews_by_time ON link_previews (at);
