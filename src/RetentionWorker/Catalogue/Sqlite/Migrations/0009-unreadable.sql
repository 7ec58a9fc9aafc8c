-- Places that the last complete listing of a store could not look into, and since when there are any.
ALTER TABLE stores ADD COLUMN unreadable INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stores ADD COLUMN unreadable_since INTEGER;
