-- Run once by the container of PostgreSQL, when compose.yaml makes the database. Ajar's role owns its database and may
-- do nothing else. The superuser has no password afterwards, so that nobody can be it over the network; on the machine:
--   docker compose exec db psql --username=postgres
\set password `cat /run/secrets/postgres_password`
CREATE ROLE ajar LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
CREATE DATABASE ajar OWNER ajar;
REVOKE ALL ON DATABASE ajar FROM PUBLIC;
ALTER ROLE postgres PASSWORD NULL;
