import type { Dialect } from '../query/engine.ts'

/** How DuckDB spells it. */
export const duckDialect: Dialect = {
  materialized: 'materialized',
  inlined: 'not materialized',
  at: (map, param) => `${map}[$${param}]`,
  tuple: (...parts) => `row(${parts.join(', ')})`,
  argMin: (value, key) => `arg_min(${value}, ${key})`,
  // In one number of 128 bits, since a row as a key takes several times as long.
  firstNumber: (value, at) =>
    `(min((${at}::hugeint << 64) + ${value}::hugeint) & 18446744073709551615::hugeint)::ubigint`,
  varPop: (x) => `var_pop(${x})`,
  covarPop: (x, y) => `covar_pop(${x}, ${y})`,
  quantile: (value, probability) => `quantile_cont(${value}, ${probability})`,
  sortedSet: (value) => `list_sort(list_distinct(list(${value})))`,
  hash: (...values) => `hash(${values.join(', ')})`,
  reads: (events, where) =>
    `(select known_at, reader, entry.key as flag, entry.value as reads from (
       select least(happened_at, received_at) as known_at, reader, unnest(map_entries(reads)) as entry from ${events} where ${where}))`,
  droppedExposures: (events, where) =>
    `(select session, units, targeting_key, anonymous_key, happened_at, sequence, entry.flag as flag, entry.variant as variant, entry.count as dropped from (
       select session, units, targeting_key, anonymous_key, happened_at, sequence, unnest(dropped_exposures) as entry from ${events} where ${where}))`,
}
