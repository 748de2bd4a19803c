-- A database :database of the role :owner, for nobody else.
select format('create database %I owner %I', :'database', :'owner') where not exists (select from pg_database where datname = :'database') \gexec
revoke all on database :"database" from public;
