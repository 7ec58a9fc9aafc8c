-- Records that go only when a person says so: somebody said no to their erasure last (who, when, why; the plan is the one that was rejected), or they
-- came from under a no or a hold by being moved.
CREATE TABLE rejected_records (
    record INTEGER PRIMARY KEY,
    plan   INTEGER REFERENCES plans (number),
    actor  TEXT NOT NULL,
    code   TEXT NOT NULL,
    at     INTEGER NOT NULL
);
INSERT OR IGNORE INTO rejected_records (record, plan, actor, code, at)
    SELECT r.record, r.plan, p.judged_by, p.judged_code, p.judged_at FROM plan_records r JOIN plans p ON p.number = r.plan WHERE p.standing = 3 AND p.early IS NULL;
