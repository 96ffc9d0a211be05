export {
  type ClickHouseStoreOptions,
  openClickHouseStore,
} from './clickhouse/open-clickhouse-store.ts'
