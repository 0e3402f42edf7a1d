-- Stars and hidden messages are read by version, as rows of chats are.

CREATE INDEX stars_by_rev ON stars (user_key, rev);
CREATE INDEX hidden_by_rev ON hidden (user_key, rev);
