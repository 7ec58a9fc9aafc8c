-- Records to whose erasure a person said no last: when, and why. The plan is the one that was rejected.
CREATE TABLE rejected_records (
    record INTEGER PRIMARY KEY,
    plan   INTEGER NOT NULL REFERENCES plans (number),
    code   TEXT NOT NULL,
    at     INTEGER NOT NULL
);
INSERT OR IGNORE INTO rejected_records (record, plan, code, at)
    SELECT r.record, r.plan, p.judged_code, p.judged_at FROM plan_records r JOIN plans p ON p.number = r.plan WHERE p.standing = 3 AND p.early IS NULL;
