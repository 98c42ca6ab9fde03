-- The state as the first version of tenure made it.
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
insert into counter values ('attempt', 0), ('next_key', 0), ('known_at_us', -9223372036854775808);
