-- Guards that are closed: '' as the store where it concerns everything.
CREATE TABLE guards (
    guard    TEXT NOT NULL,
    store    TEXT NOT NULL,
    code     TEXT NOT NULL,
    since    INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    expected INTEGER,
    found    INTEGER,
    PRIMARY KEY (guard, store)
) WITHOUT ROWID;
