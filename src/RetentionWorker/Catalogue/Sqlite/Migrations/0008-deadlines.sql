-- What is late is asked at every look.
CREATE INDEX groups_by_deadline ON groups (deadline_at) WHERE due_at IS NOT NULL;
