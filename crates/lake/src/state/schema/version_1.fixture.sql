-- The state of a workspace as version 1 of tenure.db kept it: tables, then rows. Never changed.
create table import (
    number integer primary key,
    at_us integer not null,
    changed integer not null
);
create table import_table (
    import integer not null,
    table_name text not null,
    accepted integer not null,
    unchanged integer not null,
    updated integer not null,
    quarantined integer not null,
    primary key (import, table_name)
) without rowid;
create table import_file (
    import integer not null,
    table_name text not null,
    source text not null,
    file text not null,
    rows integer not null,
    accepted integer not null,
    primary key (import, table_name, source, file)
) without rowid;
create table watermark (
    import integer not null,
    table_name text not null,
    source text not null,
    complete_through_us integer not null,
    primary key (import, table_name, source)
) without rowid;
create table published (
    table_name text primary key,
    version integer not null,
    live_rows integer not null,
    closed_rows integer not null
) without rowid;
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
);
create index link_of on link (key);
create table counter (name text primary key, value integer not null) without rowid;
create table keys (name text primary key, bitmap blob not null) without rowid;
insert into import values (1, 1704067200000000, 1), (2, 1704153600000000, 1);
insert into import_table values (1, 'orders', 3, 0, 0, 1), (2, 'orders', 1, 2, 1, 0);
insert into import_file values (1, 'orders', 'shop', 'orders.csv', 3, 3), (2, 'orders', 'shop', 'more.csv', 4, 1);
insert into watermark values (1, 'orders', 'shop', 1704067200000000);
insert into published values ('orders', 3, 4, 1), ('identities', 2, 5, 0), ('quarantine', 1, 1, 0);
insert into identity values (0, 'shop', 'ann', 1704067200000000), (1, 'shop', 'bob', 1704067200000000), (2, 'crm', 'ann', 1704153600000000);
insert into link values (1, 2, 0, 'merge', 1704153600000000, null), (2, 1, 0, 'merge', 1704153600000000, 1704153600000001);
insert into counter values ('attempt', 4), ('next_key', 3), ('known_at_us', 1704153600000001);
pragma user_version = 1;
