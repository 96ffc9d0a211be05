import type { Dialect } from '../query/engine.ts'

/** How ClickHouse spells it. */
export const clickHouseDialect: Dialect = {
  materialized: '',
  inlined: '',
  at: (map, param) => `if(mapContains(${map}, $${param}), ${map}[$${param}], null)`,
  tuple: (...parts) => `tuple(${parts.join(', ')})`,
  argMin: (value, key) => `argMin(${value}, ${key})`,
  firstNumber: (value, at) => `argMin(${value}, tuple(${at}, ${value}))`,
  varPop: (x) => `varPopStable(${x})`,
  covarPop: (x, y) => `covarPopStable(${x}, ${y})`,
  quantile: (value, probability) => `quantileExactInclusive(${probability})(${value})`,
  sortedSet: (value) => `arraySort(groupUniqArray(${value}))`,
  hash: (...values) => `cityHash64(${values.join(', ')})`,
  reads: (events, where) =>
    `(select known_at, reader, entry.1 as flag, entry.2 as reads from (
       select least(happened_at, received_at) as known_at, reader, arrayJoin(cast(reads, 'Array(Tuple(String, Int64))')) as entry
       from ${events} where ${where}))`,
  droppedExposures: (events, where) =>
    `(select session, units, targeting_key, anonymous_key, happened_at, sequence, entry.1 as flag, entry.2 as variant, entry.3 as dropped from (
       select session, units, targeting_key, anonymous_key, happened_at, sequence, arrayJoin(dropped_exposures) as entry from ${events} where ${where}))`,
}
