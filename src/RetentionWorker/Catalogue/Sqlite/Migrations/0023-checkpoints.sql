-- The head of the audit log as a signed note, and the public key that signed it (a vkey); null until the first signature.
ALTER TABLE log_head ADD COLUMN note BLOB;
ALTER TABLE log_head ADD COLUMN vkey TEXT;
