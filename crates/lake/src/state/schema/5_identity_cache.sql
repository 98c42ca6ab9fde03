-- How far the cache of identities has come, and what it should hold by then.
insert into counter
    select 'cached_version', coalesce((select version from published where table_name = 'identities'), -1)
    union all select 'cached_rows', (select count(*) from identity) + (select count(*) from link)
    union all select 'cached_last_key', (select coalesce(max(key), -1) from identity)
    union all select 'cached_last_link', (select coalesce(max(number), 0) from link);
