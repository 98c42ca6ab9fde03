-- What rows in quarantine were corrected to, as digests.
create table correction (reject blob primary key, content blob not null) without rowid;
