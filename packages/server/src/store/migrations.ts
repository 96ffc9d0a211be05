import { EXPERIMENT_LOOKS } from './experiment-looks-migration.ts'
import type { Migration } from './migration.ts'

/** Every step, in order. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-first',
    sql: `
      create table meta (name text primary key, value text not null) strict, without rowid;

      create table environments (
        key text primary key,
        settings text not null,
        version integer not null check (version >= 0),
        created_at integer not null,
        changed_at integer not null
      ) strict, without rowid;

      create table ruleset_versions (
        environment text not null references environments (key),
        version integer not null check (version >= 0),
        document text not null,
        ruleset text not null,
        actor text not null,
        action text not null,
        reason text,
        changes text not null,
        created_at integer not null,
        primary key (environment, version)
      ) strict;
      create trigger ruleset_versions_keep_rows before update on ruleset_versions
        begin select raise(abort, 'ruleset versions are immutable'); end;
      create trigger ruleset_versions_lose_none before delete on ruleset_versions
        begin select raise(abort, 'ruleset versions are immutable'); end;

      create table audit (
        seq integer primary key,
        prev_hash text not null unique,
        hash text not null unique,
        signature text not null,
        entry text not null,
        environment text generated always as
          (case when json_valid(entry) then json_extract(entry, '$.environment') end) virtual
      ) strict;
      create index audit_by_environment on audit (environment, seq);
      create trigger audit_keeps_rows before update on audit
        begin select raise(abort, 'the audit log is append-only'); end;
      create trigger audit_loses_none before delete on audit
        begin select raise(abort, 'the audit log is append-only'); end;

      create table credentials (
        id text primary key,
        kind text not null check (kind in ('client', 'server', 'token')),
        role text,
        environment text references environments (key),
        digest text not null unique,
        last4 text not null,
        name text not null,
        created_at integer not null,
        created_by text not null,
        revoked_at integer,
        check ((kind = 'token') = (role is not null)),
        check ((kind = 'token') = (environment is null))
      ) strict;

      create table idempotency_keys (
        caller text not null,
        key_hash text not null,
        request_hash text not null,
        status integer not null,
        answer text not null,
        created_at integer not null,
        primary key (caller, key_hash)
      ) strict;
      create index idempotency_keys_by_age on idempotency_keys (created_at);
    `,
  },
  {
    // SQLite changes a check only with its table. The row ids are kept: lists are in their order.
    name: '0002-ingest-keys',
    sql: `
      create table credentials_new (
        id text primary key,
        kind text not null check (kind in ('client', 'server', 'ingest', 'token')),
        role text,
        environment text references environments (key),
        digest text not null unique,
        last4 text not null,
        name text not null,
        created_at integer not null,
        created_by text not null,
        revoked_at integer,
        check ((kind = 'token') = (role is not null)),
        check ((kind = 'token') = (environment is null))
      ) strict;
      insert into credentials_new
        (rowid, id, kind, role, environment, digest, last4, name, created_at, created_by, revoked_at)
        select rowid, id, kind, role, environment, digest, last4, name, created_at, created_by, revoked_at from credentials;
      drop table credentials;
      alter table credentials_new rename to credentials;
    `,
  },
  {
    name: '0003-grants',
    sql: `
      create table grants (
        id text primary key,
        environment text not null references environments (key),
        overrides text not null,
        units text,
        origins text,
        created_at integer not null,
        created_by text not null,
        expires_at integer not null,
        revoked_at integer
      ) strict;
      create table grant_uses (
        environment text not null references environments (key),
        unit text not null,
        pseudonym text not null,
        flag text not null,
        until integer not null,
        primary key (environment, unit, pseudonym, flag)
      ) strict, without rowid;
    `,
  },
  {
    name: '0004-experiments',
    sql: `
      create table experiment_archive (
        environment text not null references environments (key),
        key text not null,
        decided_at integer not null,
        -- What was asked, how it ran, and what was decided.
        document text not null,
        learned text,
        -- All of it that people may look for, in lower case.
        words text not null,
        primary key (environment, key)
      ) strict;
      create index experiment_archive_by_time on experiment_archive (environment, decided_at);

      create table experiment_snapshots (
        id text primary key,
        environment text not null references environments (key),
        experiment text not null,
        created_at integer not null,
        created_by text not null,
        results text not null
      ) strict;
      create index experiment_snapshots_by_experiment
        on experiment_snapshots (environment, experiment, created_at);
      create trigger experiment_snapshots_keep_rows before update on experiment_snapshots
        begin select raise(abort, 'snapshots are immutable'); end;

      create table annotations (
        id text primary key,
        environment text not null references environments (key),
        -- Null concerns all of the environment.
        experiment text,
        day text not null,
        title text not null,
        created_at integer not null,
        created_by text not null
      ) strict;
      create index annotations_by_day on annotations (environment, day);
    `,
  },
  {
    name: '0005-rollouts',
    sql: `
      create table leases (
        name text primary key,
        holder text not null,
        token integer not null,
        expires_at integer not null
      ) strict, without rowid;

      create table rollouts (
        id text primary key,
        environment text not null references environments (key),
        flag text not null,
        plan text not null,
        state text not null,
        state_name text not null,
        revision integer not null,
        flag_mark text,
        counted_from integer not null,
        decisions integer not null,
        created_at integer not null,
        changed_at integer not null
      ) strict;
      create unique index rollouts_one_a_flag on rollouts (environment, flag)
        where state_name in ('running', 'paused', 'rolling_back', 'verifying');
      create index rollouts_by_state on rollouts (state_name);
      create trigger rollouts_keep_their_plan before update of plan on rollouts
        when old.plan <> new.plan
        begin select raise(abort, 'the plan of a rollout is immutable'); end;

      create table rollout_decisions (
        rollout text not null references rollouts (id),
        seq integer not null,
        at integer not null,
        outcome text not null,
        rule text not null,
        entry text not null,
        primary key (rollout, seq)
      ) strict;
      create trigger rollout_decisions_keep_rows before update on rollout_decisions
        begin select raise(abort, 'decisions are immutable'); end;
      create trigger rollout_decisions_lose_none before delete on rollout_decisions
        begin select raise(abort, 'decisions are immutable'); end;

      create table rollout_messages (
        id text primary key,
        rollout text not null references rollouts (id),
        kind text not null,
        url text not null,
        body text not null,
        due_at integer not null,
        attempts integer not null,
        status text not null check (status in ('waiting', 'sent', 'given_up'))
      ) strict;
      create index rollout_messages_due on rollout_messages (status, due_at);
    `,
  },
  {
    name: '0006-members',
    sql: `
      create table members (
        id text primary key,
        name text not null,
        -- In lower case: who signs in need not know how it was written.
        sign_in_name text not null unique,
        role text not null,
        -- Null until the invitation was accepted.
        password text,
        invitation_digest text unique,
        invitation_until integer,
        created_at integer not null,
        created_by text not null
      ) strict;
      create table sessions (
        id text primary key,
        member text not null references members (id),
        digest text not null unique,
        created_at integer not null,
        expires_at integer not null
      ) strict;
    `,
  },
  {
    name: '0007-rollout-looks',
    sql: `
      create table rollout_looks (
        rollout text not null references rollouts (id),
        at integer not null,
        look text not null,
        primary key (rollout, at)
      ) strict, without rowid;
    `,
  },
  {
    name: '0008-stars',
    sql: `
      create table stars (
        -- Kind and id of a member or a token.
        owner text not null,
        environment text not null references environments (key),
        kind text not null check (kind in ('flag', 'experiment')),
        key text not null,
        created_at integer not null,
        primary key (owner, environment, kind, key)
      ) strict, without rowid;
    `,
  },
  {
    name: '0009-openid',
    sql: 'alter table members add column openid_subject text;',
  },
  {
    name: '0010-event-floods',
    sql: `
      create table event_floods (
        environment text not null references environments (key),
        key text not null,
        name text not null,
        started_at integer not null,
        ended_at integer not null,
        events integer not null,
        primary key (environment, key, started_at)
      ) strict, without rowid;
    `,
  },
  EXPERIMENT_LOOKS,
]
