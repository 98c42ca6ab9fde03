-- One row per erasure. The key is there only while it is at work: afterwards nothing names whom it was about.
create table erasure (
    number integer primary key,
    at_us integer not null,
    -- begun: rows may be gone, and none of that counts yet; published: it counts, old files remain; done.
    stage text not null,
    key integer
);
-- Whoever was forgotten, as digests of their ids under a secret of the workspace's own.
create table forgotten (digest blob primary key) without rowid;
create table secret (name text primary key, value blob not null) without rowid;
