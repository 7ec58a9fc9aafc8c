-- When the projects of a merger are planned to end: what participants were told where no end is recorded. Of one that waits, what they are by now.
ALTER TABLE corrections ADD COLUMN planned_from TEXT;
ALTER TABLE corrections ADD COLUMN planned_to TEXT;
UPDATE corrections SET
    planned_from = (SELECT planned_end FROM projects WHERE id = corrections.project),
    planned_to = (SELECT planned_end FROM projects WHERE id = corrections.into_project)
WHERE kind = 'merged' AND standing IN (0, 1);
