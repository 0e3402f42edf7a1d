-- Authors of imported messages are people of kind 3, who belong to one chat and whom nobody is, until somebody there says that it was
-- them (the id of that user).
-- No foreign key: a chat refers to its people, and a move writes people first.
ALTER TABLE users ADD COLUMN placeholder_of INTEGER;
ALTER TABLE users ADD COLUMN claimed BLOB;
