-- Members who could not reach the customer; whoever was passed on to another is asked of none of them again.
ALTER TABLE delivery ADD COLUMN tried integer[] NOT NULL DEFAULT '{}';
