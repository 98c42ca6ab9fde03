-- What people write beside the numbers: days that explain a turn, and ways of looking that are worth keeping.
create table annotation (
    number integer primary key autoincrement,
    -- 2025-06-01, by the workspace's calendar.
    day text not null,
    text text not null,
    -- The metric it is about; null for all.
    metric text,
    made_by text not null,
    made_at_us integer not null
);
create index annotation_by_day on annotation (day);
create table saved_view (
    number integer primary key autoincrement,
    name text not null,
    -- A page of the dashboard with all it was asked: /metrics/nrr?by=plan
    address text not null,
    made_by text not null,
    made_at_us integer not null
);
