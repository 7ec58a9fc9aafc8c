-- What was the matter with a key at the last look (0: missing, 1: refused), and since when; null where nothing is.
ALTER TABLE link_keys ADD COLUMN trouble INTEGER;
ALTER TABLE link_keys ADD COLUMN trouble_since INTEGER;
