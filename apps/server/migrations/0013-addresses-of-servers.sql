-- Where the servers of this installation are dialled. An agent dials only what it was told of when its computer was added, so that a
-- server that does not run at that moment has to be told of too.
create table node_address (
  url text primary key,
  seen_at timestamptz not null
);
comment on table node_address is 'Where servers were dialled lately, whether or not they run now.';
grant select, insert, update, delete on node_address to latchkey_app;
