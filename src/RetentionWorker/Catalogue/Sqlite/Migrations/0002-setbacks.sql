-- A due record that could not be erased: 1 where the store refused it, 0 where it failed; the store's word; how often in a row; the last
-- attempt; when the unattended run tries again.
ALTER TABLE records ADD COLUMN setback_refused INTEGER;
ALTER TABLE records ADD COLUMN setback_code TEXT;
ALTER TABLE records ADD COLUMN setback_tries INTEGER;
ALTER TABLE records ADD COLUMN setback_at INTEGER;
ALTER TABLE records ADD COLUMN retry_at INTEGER;
CREATE INDEX records_set_back ON records (retry_at) WHERE retry_at IS NOT NULL;

-- Vanished records' names go like those of erased ones: when nothing can come back any more. Of the vanished of old no such day is known.
DROP INDEX records_erased;
CREATE INDEX records_gone ON records (residue_until) WHERE state <> 0;
