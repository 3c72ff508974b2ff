"""How the embedded cluster is founded: its configuration, its doors, its roles.

Settings after the reliability paper: nothing that a power cut could lose is lowered, and no
statement or key value of a person reaches a log. Time limits belong to each connection and are
set by Django, so that a migration or a report may have others.
"""

SETUP_VERSION = 1

CONFIGURATION = """\
# Written anew at each start; change it in jiangxin/config/founding.py.
# No socket file: its path may have 107 characters at most, a folder's name may have more.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
password_encryption = 'scram-sha-256'

fsync = on
full_page_writes = on
synchronous_commit = on
wal_level = replica
max_wal_size = 2GB

shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off

timezone = 'UTC'
log_timezone = 'Asia/Shanghai'
logging_collector = on
log_directory = 'log'
log_filename = 'postgres-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_line_prefix = '%m [%p] %q%u@%d '
log_lock_waits = on
log_checkpoints = off
# Statements and the DETAIL of a violated constraint would carry names and numbers of people.
log_statement = 'none'
log_min_error_statement = 'panic'
log_error_verbosity = 'terse'
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""

DOORS = """\
# Written anew at each start; change it in jiangxin/config/founding.py.
host all all 127.0.0.1/32 scram-sha-256
"""

# The passwords are hexadecimal, so that no quoting can go wrong.
SETUP = """\
SELECT 'CREATE ROLE jiangxin_owner' WHERE NOT EXISTS
    (SELECT FROM pg_roles WHERE rolname = 'jiangxin_owner') \\gexec
SELECT 'CREATE ROLE jiangxin_app' WHERE NOT EXISTS
    (SELECT FROM pg_roles WHERE rolname = 'jiangxin_app') \\gexec
ALTER ROLE jiangxin_owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE PASSWORD '{owner}';
ALTER ROLE jiangxin_app LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE PASSWORD '{app}';
SELECT 'CREATE DATABASE jiangxin OWNER jiangxin_owner' WHERE NOT EXISTS
    (SELECT FROM pg_database WHERE datname = 'jiangxin') \\gexec
SELECT 'CREATE DATABASE jiangxin_template OWNER jiangxin_owner IS_TEMPLATE true' WHERE NOT EXISTS
    (SELECT FROM pg_database WHERE datname = 'jiangxin_template') \\gexec
\\connect jiangxin
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
\\connect jiangxin_template
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
"""
