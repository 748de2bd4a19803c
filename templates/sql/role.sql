-- A login role :role with the SCRAM verifier :verifier.
select format('create role %I login', :'role') where not exists (select from pg_roles where rolname = :'role') \gexec
alter role :"role" login password :'verifier';
