create table source_column (
    import integer not null,
    table_name text not null,
    source text not null,
    place integer not null,
    name text not null,
    looks text not null,
    primary key (import, table_name, source, place)
) without rowid;
