-- Authors of imported messages are people of kind 3, who belong to one chat and whom nobody is, until somebody there says that it was
-- them (the id of that user).
ALTER TABLE users ADD COLUMN placeholder_of bigint REFERENCES chats;
ALTER TABLE users ADD COLUMN claimed bytea;
