create table identity (
    key integer primary key,
    namespace text not null,
    outside_id text not null,
    at_us integer not null
);
create unique index identity_of on identity (namespace, outside_id);
create index identity_named on identity (outside_id);
create table link (
    number integer primary key,
    key integer not null,
    with_key integer not null,
    evidence text not null,
    at_us integer not null,
    undone_at_us integer
, tie integer not null default 0, from_us integer, to_us integer, named integer not null default 3);
create index link_of on link (key);
create index link_with on link (with_key);
