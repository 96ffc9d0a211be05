import type { Migration } from './migration.ts'

/** Planned looks at experiments, which are kept for good. */
export const EXPERIMENT_LOOKS: Migration = {
  name: '0011-experiment-looks',
  sql: `
    create table experiment_looks (
      environment text not null references environments (key),
      experiment text not null,
      -- Which run, and which allocation of it: both begin the counting anew.
      started_at integer not null,
      allocation_version integer not null,
      -- From 0 on.
      look integer not null,
      -- Up to when it was measured, by the events of then.
      planned_at integer not null,
      read_at integer not null,
      plan_hash text not null,
      -- What was measured, from which the answer follows.
      document text not null,
      primary key (environment, experiment, started_at, allocation_version, look)
    ) strict, without rowid;
    create trigger experiment_looks_keep_rows before update on experiment_looks
      begin select raise(abort, 'looks are immutable'); end;
    create trigger experiment_looks_lose_none before delete on experiment_looks
      begin select raise(abort, 'looks are immutable'); end;
  `,
}
