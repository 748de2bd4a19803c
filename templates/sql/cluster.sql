-- What repmgr and the role check need on a server. setup.sql sets repmgr_verifier, and on nodes check = hacheck.
\set role repmgr
\set verifier :repmgr_verifier
\ir role.sql
alter role repmgr replication;
-- read settings and statistics, and the checkpoint before pg_rewind
grant pg_monitor, pg_checkpoint to repmgr;
\set database repmgr
\set owner repmgr
\ir database.sql
\connect repmgr
create extension if not exists repmgr;
-- what pg_rewind reads from its source
grant execute on function pg_ls_dir(text, boolean, boolean), pg_stat_file(text, boolean), pg_read_binary_file(text),
  pg_read_binary_file(text, bigint, bigint, boolean) to repmgr;
-- repmgr empties and fills its tables
alter schema repmgr owner to repmgr;
select format('alter table %s owner to repmgr', oid::regclass) from pg_class where relnamespace = 'repmgr'::regnamespace and relkind in ('r', 'v') \gexec
\connect postgres
