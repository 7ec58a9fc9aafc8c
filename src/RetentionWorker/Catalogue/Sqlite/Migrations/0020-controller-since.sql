-- Since when the institute is recorded as the controller of a project that it was recorded to process for somebody else.
ALTER TABLE projects ADD COLUMN controller_since INTEGER;
