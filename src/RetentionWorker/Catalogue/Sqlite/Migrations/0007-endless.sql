-- 1 where somebody said that the project has no end: a register that is exported says so again.
ALTER TABLE projects ADD COLUMN endless INTEGER NOT NULL DEFAULT 0;
