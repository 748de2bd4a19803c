-- The role of HAProxy's check. It has no password: PgBouncer comes through the socket, as itself.
select 'create role hacheck login' where not exists (select from pg_roles where rolname = 'hacheck') \gexec
alter role hacheck login connection limit 5 password null;
alter role hacheck set default_transaction_read_only = on;
alter role hacheck set statement_timeout = '1s';
grant connect on database postgres to hacheck;
