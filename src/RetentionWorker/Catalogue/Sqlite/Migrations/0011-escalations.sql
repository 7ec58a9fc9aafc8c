-- What was said of each obstacle, and by which channel it has gone out; both go when the step is no longer reached.
CREATE TABLE escalations (
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    code    TEXT NOT NULL,
    step    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (kind, subject, code, step)
) WITHOUT ROWID;

CREATE TABLE escalations_sent (
    channel TEXT NOT NULL,
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    code    TEXT NOT NULL,
    step    TEXT NOT NULL,
    PRIMARY KEY (channel, kind, subject, code, step)
) WITHOUT ROWID;
