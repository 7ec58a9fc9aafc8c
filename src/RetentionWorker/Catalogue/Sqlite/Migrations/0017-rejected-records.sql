-- Records to whose erasure a person said no last; the plan is the one that was rejected. One that nobody can ask about any more keeps no line.
CREATE TABLE rejected_records (
    record INTEGER PRIMARY KEY,
    plan   INTEGER NOT NULL REFERENCES plans (number)
);
INSERT OR IGNORE INTO rejected_records (record, plan)
    SELECT r.record, r.plan FROM plan_records r JOIN plans p ON p.number = r.plan WHERE p.standing = 3 AND p.early IS NULL;
