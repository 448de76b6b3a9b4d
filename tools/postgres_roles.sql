-- Who logs in to the database: run once by a superuser, with psql, in the empty database. The passwords are in the environment.
-- docker-compose.yml hands this to the image of PostgreSQL, which runs it when its volume is new.
\set ON_ERROR_STOP on
\getenv owner_password DATABASE_OWNER_PASSWORD
\getenv web_password DATABASE_PASSWORD

-- Migrates and provisions: it owns the database and the schemas in it, and no more of the server.
CREATE ROLE throughline_owner LOGIN PASSWORD :'owner_password';

-- What the application runs as; the migrations grant it what it needs.
CREATE ROLE throughline_app NOLOGIN;

-- What the application logs in as. It is nothing else, so nothing lies behind RESET ROLE.
CREATE ROLE throughline_web LOGIN PASSWORD :'web_password' IN ROLE throughline_app;

ALTER DATABASE :"DBNAME" OWNER TO throughline_owner;
