/** The names of our tables. */
export const TABLES = {
  events: 'sluice_events',
  /** How often events of a spool segment came again. */
  repeats: 'sluice_repeats',
  erased: 'sluice_erased',
} as const

/**
 * What our tables are made by.
 *
 * Events of one id become one: `final` keeps the row with the highest precedence,
 * which is the one that came first. A batch that is inserted again under the same
 * token is not even taken.
 */
export const SCHEMA: readonly string[] = [
  `create table if not exists ${TABLES.events} (
    environment LowCardinality(String), id UUID, id_time Int64, type LowCardinality(String),
    happened_at Int64, received_at Int64, raw_at String, clock_suspect Bool, session String, sequence Int64,
    targeting_key Nullable(UInt64), anonymous_key Nullable(UInt64), units Map(String, UInt64),
    attributes Map(String, String), flag LowCardinality(Nullable(String)), variant LowCardinality(Nullable(String)),
    allocation_version Nullable(Int64), version Nullable(Int64), overridden Bool, experiment LowCardinality(Nullable(String)),
    rule_id LowCardinality(Nullable(String)), reason LowCardinality(Nullable(String)), phase LowCardinality(Nullable(String)),
    weight Nullable(Float64), context_hash Nullable(String), name LowCardinality(Nullable(String)), value Nullable(Float64),
    properties Map(String, String), message Nullable(String), component_stack Nullable(String),
    reads Map(String, Int64), drop_reason LowCardinality(Nullable(String)), dropped_count Nullable(Int64),
    dropped_exposures Array(Tuple(flag String, variant String, count Int64)),
    unattributed Bool, refused_by_grant Bool, key_id LowCardinality(Nullable(String)),
    sent_by LowCardinality(Nullable(String)), reader LowCardinality(Nullable(String)),
    sdk LowCardinality(Nullable(String)), counted Bool, body UInt32, precedence UInt64
  ) engine = ReplacingMergeTree(precedence)
  partition by toYYYYMM(fromUnixTimestamp64Milli(received_at)) order by (environment, id_time, id)
  settings non_replicated_deduplication_window = 10000`,
  `create table if not exists ${TABLES.repeats} (segment String, duplicates Int64, conflicts Int64)
  engine = ReplacingMergeTree order by segment`,
  `create table if not exists ${TABLES.erased} (environment String, unit String, erased_at Int64)
  engine = ReplacingMergeTree(erased_at) order by (environment, unit)`,
]

/** Columns that came since tables were first made; a user who may not alter tables needs them no more than once. */
export const ADDED_COLUMNS: Readonly<Record<string, string>> = {
  sent_by: 'LowCardinality(Nullable(String)) after key_id',
}

/** Ids are looked up so many at once: 78 kB of the 256 KiB that a query may be long. */
export const LOOKUP_IDS = 2_000
