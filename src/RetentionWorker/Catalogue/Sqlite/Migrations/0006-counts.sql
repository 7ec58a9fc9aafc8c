-- What the last complete listing of a store found, less what was erased since.
ALTER TABLE stores ADD COLUMN inventory INTEGER;

-- Counted with each fact, beside the rows themselves: rows that are lost are missed.
INSERT INTO counters (name, value) VALUES
    ('projects', (SELECT count(*) FROM projects)),
    ('holds', (SELECT count(*) FROM holds WHERE released_at IS NULL));
