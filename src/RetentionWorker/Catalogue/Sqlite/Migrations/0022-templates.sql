-- By which template the names of a store's records are read; another one takes a second person.
ALTER TABLE stores ADD COLUMN template TEXT;
