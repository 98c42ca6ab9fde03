-- How many rows an import closed without a successor.
alter table import_table add column deleted integer not null default 0;
alter table import_file add column deleted integer not null default 0;
-- Links are asked for from both ends.
create index link_with on link (with_key);
