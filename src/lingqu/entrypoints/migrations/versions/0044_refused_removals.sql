-- Whether what WeCom refused, by errcode, is to delete the template.
ALTER TABLE group_welcome ADD COLUMN removal_refused boolean NOT NULL DEFAULT false;
