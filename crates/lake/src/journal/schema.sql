-- Calls that are acknowledged and not in the tables yet, one row a delivery.
create table entry (
    -- Of its first call; the others follow.
    position integer primary key,
    calls integer not null,
    write_key integer not null,
    namespace text not null,
    received_us integer not null,
    -- Each call behind its length in four bytes, the least first.
    payload blob not null
);
-- The digests of messages that arrived lately, one row a delivery: written one after the other, for digests are in no order.
create table recent (
    number integer primary key autoincrement,
    month integer not null,
    digests blob not null
);
-- The months that have a table of digests, `digest_<month>`, and how many it holds.
create table month (month integer primary key, digests integer not null);
create table counter (name text primary key, value integer not null) without rowid;
insert into counter values ('next_position', 1);
