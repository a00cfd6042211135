-- What became of a segment on a day of the corp; a day on which nothing changed has no row.
CREATE TABLE segment_day (
  corp_id    integer NOT NULL,
  segment_id integer NOT NULL,
  day        date NOT NULL,
  entered    integer NOT NULL,
  withdrawn  integer NOT NULL,
  let_in     integer NOT NULL,
  put_out    integer NOT NULL,
  size       integer NOT NULL,
  PRIMARY KEY (corp_id, segment_id, day)
);
SELECT lingqu_protect('segment_day');

-- How many a version let in and put out when its members were first found. `entered` and `withdrawn` beside it follow
-- later builds of the same version, too.
ALTER TABLE segment_version ADD COLUMN let_in integer, ADD COLUMN put_out integer;
GRANT UPDATE (let_in, put_out) ON segment_version TO lingqu_app;
