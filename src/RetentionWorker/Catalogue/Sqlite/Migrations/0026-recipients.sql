-- Who outside has data of a project, and of which categories (joined by '+'; none: any).
CREATE TABLE recipients (
    project    TEXT NOT NULL,
    recipient  TEXT NOT NULL,
    kind       INTEGER NOT NULL,
    categories TEXT NOT NULL,
    added_at   INTEGER NOT NULL,
    PRIMARY KEY (project, recipient)
) WITHOUT ROWID;

-- What was recorded of them: an attestation (attested_on, reference), or an excuse (because). covers_through: the last erasure that it speaks of.
CREATE TABLE recipient_answers (
    id             INTEGER PRIMARY KEY,
    project        TEXT NOT NULL,
    recipient      TEXT NOT NULL,
    recorded_at    INTEGER NOT NULL,
    covers_through INTEGER,
    attested_on    TEXT,
    reference      TEXT,
    because        INTEGER
);
CREATE INDEX recipient_answers_by_recipient ON recipient_answers (project, recipient);
