create table definition_text (
    hash text primary key,
    body text not null
);
create table definition_file (
    state text not null,
    name text not null,
    hash text not null,
    primary key (state, name)
) without rowid;
create table definitions (
    number integer primary key,
    at_us integer not null,
    state text not null,
    tenure text not null
);
