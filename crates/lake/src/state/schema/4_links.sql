-- Links say for when they hold and which of their ends a source has named. Until now a visitor was linked once, by events.
alter table link add column tie integer not null default 0;
alter table link add column from_us integer;
alter table link add column to_us integer;
alter table link add column named integer not null default 3;
update link set tie = 1 where evidence = 'event';
update link set named = (select namespace <> 'anonymous' from identity where identity.key = link.key)
    + 2 * (select namespace <> 'anonymous' from identity where identity.key = link.with_key);
