-- Who may ask and who may write. Of secrets only digests are kept: what is here lets nobody in.
create table user (
    number integer primary key autoincrement,
    name text not null unique,
    -- As argon2 writes it, with its salt; null for somebody who has tokens only.
    password text,
    role text not null,
    -- A condition that holds for every customer this one may see; null for all.
    rule text,
    language text,
    made_at_us integer not null,
    disabled_at_us integer
);
create table token (
    number integer primary key autoincrement,
    name text not null,
    -- Whose it is; null for one that stands for itself.
    owner integer,
    prefix text not null,
    digest blob not null unique,
    role text not null,
    rule text,
    made_at_us integer not null,
    expires_at_us integer,
    used_at_us integer,
    revoked_at_us integer
);
create table write_key (
    number integer primary key autoincrement,
    name text not null,
    -- Whose ids the events name.
    namespace text not null,
    prefix text not null,
    digest blob not null unique,
    made_at_us integer not null,
    used_at_us integer,
    revoked_at_us integer
);
create table browser_session (
    digest blob primary key,
    user integer not null,
    made_at_us integer not null,
    expires_at_us integer not null
) without rowid;
create table audit (
    number integer primary key autoincrement,
    at_us integer not null,
    who text not null,
    action text not null,
    about text,
    address text,
    outcome text not null
);
create trigger audit_is_not_rewritten before update on audit begin
    select raise(abort, 'the audit log is only added to');
end;
create trigger audit_is_not_shortened before delete on audit begin
    select raise(abort, 'the audit log is only added to');
end;
