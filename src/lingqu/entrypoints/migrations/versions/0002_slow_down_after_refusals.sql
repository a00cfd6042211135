-- Slow down after refusals: what is left of the pace of an API after WeCom's last 45009, in thousandths.

ALTER TABLE api_gate ADD COLUMN pace smallint NOT NULL DEFAULT 1000;
