-- Why a request for erasure does not reach what a hold covers; the objection that the program restricts by it; and a release by the only
-- person there is, which counts later.
ALTER TABLE holds ADD COLUMN ground INTEGER;
ALTER TABLE holds ADD COLUMN withdrawal INTEGER;
ALTER TABLE holds ADD COLUMN release_asked_by TEXT;
ALTER TABLE holds ADD COLUMN release_from INTEGER;

-- What was decided of an objection (1 upheld, 0 dismissed), and when whoever withdrew was told what stays.
ALTER TABLE withdrawals ADD COLUMN upheld INTEGER;
ALTER TABLE withdrawals ADD COLUMN decided_at INTEGER;
ALTER TABLE withdrawals ADD COLUMN informed_on TEXT;
ALTER TABLE withdrawals ADD COLUMN informed_at INTEGER;

-- Categories that a withdrawal does not reach, by a person's decision.
CREATE TABLE exemptions (
    withdrawal INTEGER NOT NULL REFERENCES withdrawals (id),
    category   TEXT NOT NULL,
    because    INTEGER NOT NULL,
    reference  TEXT NOT NULL,
    at         INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    PRIMARY KEY (withdrawal, category)
) WITHOUT ROWID;
