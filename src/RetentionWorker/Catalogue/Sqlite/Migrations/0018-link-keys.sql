-- The keys that link the audit log's entries to names: how far the destruction of each has come. The intent is the entry of the log that states it, while it has no outcome.
CREATE TABLE link_keys (
    project             TEXT NOT NULL,
    epoch               INTEGER NOT NULL,
    state               INTEGER NOT NULL,
    since               INTEGER NOT NULL,
    quiet_since         TEXT,
    recoverable_through TEXT,
    intent              INTEGER,
    PRIMARY KEY (project, epoch)
) WITHOUT ROWID;
