import {
  BIGINT,
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
  listValue,
} from '@duckdb/node-api'
import { SluiceError } from '@sluice/core'

/** What a query may be given. Whole numbers arrive as whole numbers. */
export type Param = string | number | boolean | readonly string[]

/** One row of an answer. */
export type Row = Readonly<Record<string, unknown>>

/** How DuckDB is run. */
export interface DuckOptions {
  /** The only folder that it may touch. */
  readonly folder: string
  readonly temporaryFolder: string
  readonly threads: number
  readonly memoryBytes: number
}

/** A DuckDB in memory, replaced by a fresh one when it fails for good. */
export interface Duck {
  /** Rises with every fresh instance, which knows nothing of the tables of the one before. */
  readonly generation: number
  readonly query: (sql: string, params?: Readonly<Record<string, Param>>) => Promise<Row[]>
  /** A second connection, for long work beside the queries. */
  apart<T>(work: (query: Duck['query']) => Promise<T>): Promise<T>
  close(): void
}

/** After these an instance answers nothing more, or its tables cannot be trusted. */
const BROKEN = /^(?:FATAL|INTERNAL|Out of Memory) Error|database has been invalidated/i

/** Makes a DuckDB that opens with its first query. */
export function createDuck(options: DuckOptions): Duck {
  let instance: Promise<{ db: DuckDBInstance; connection: DuckDBConnection }> | undefined
  let generation = 0

  async function opened(): Promise<{ db: DuckDBInstance; connection: DuckDBConnection }> {
    instance ??= open(options)
    try {
      return await instance
    } catch (error) {
      instance = undefined
      throw error
    }
  }

  async function run(
    connection: DuckDBConnection,
    sql: string,
    params: Readonly<Record<string, Param>>,
  ): Promise<Row[]> {
    const reader = await connection.runAndReadAll(sql, bound(params), typesOf(params))
    return reader.getRowObjectsJS()
  }

  /** Lets go of an instance that cannot go on; the next query has a fresh one. */
  function discard(of: number): void {
    if (of !== generation) return
    const broken = instance
    instance = undefined
    generation += 1
    void broken?.then(
      ({ db, connection }) => {
        connection.closeSync()
        db.closeSync()
      },
      () => undefined,
    )
  }

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    const of = generation
    try {
      return await work()
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause)
      if (!BROKEN.test(message)) throw cause
      discard(of)
      throw new SluiceError(
        'EVENT_STORE_FAILED',
        `The event store gave up a query: ${firstLine(message)}. The next one starts afresh; ask for less time or fewer metrics, or give it more memory.`,
        { cause, status: 503 },
      )
    }
  }

  return {
    get generation() {
      return generation
    },
    query: (sql, params = {}) => guarded(async () => run((await opened()).connection, sql, params)),
    apart: async (work) => {
      const { db } = await opened()
      const connection = await db.connect()
      try {
        return await work((sql, params = {}) => guarded(() => run(connection, sql, params)))
      } finally {
        connection.closeSync()
      }
    },
    close() {
      discard(generation)
    },
  }
}

async function open({
  folder,
  temporaryFolder,
  threads,
  memoryBytes,
}: DuckOptions): Promise<{ db: DuckDBInstance; connection: DuckDBConnection }> {
  const db = await DuckDBInstance.create(':memory:', {
    threads: `${threads}`,
    memory_limit: `${Math.floor(memoryBytes / 1024)}KiB`,
    temp_directory: temporaryFolder,
    // The system keeps what was read of the files as well; a second copy only takes memory.
    enable_external_file_cache: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  })
  const connection = await db.connect()
  // From here on nothing outside of the folder can be read or written, whatever a query says.
  await connection.run(`set allowed_directories = [${quoted(`${folder}/`)}]`)
  await connection.run('set enable_external_access = false')
  await connection.run('set lock_configuration = true')
  return { db, connection }
}

/** A text as SQL; for what cannot be a parameter, and never from outside. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function bound(params: Readonly<Record<string, Param>>): Record<string, DuckDBValue> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, toDuck(value)]))
}

/** A DOUBLE or a HUGEINT beside a BIGINT would cost every row a cast, and skip no row group. */
function typesOf(params: Readonly<Record<string, Param>>): Record<string, DuckDBType> {
  const whole = Object.entries(params).filter(([, value]) => Number.isSafeInteger(value))
  return Object.fromEntries(whole.map(([name]) => [name, BIGINT]))
}

function toDuck(value: Param): DuckDBValue {
  if (Array.isArray(value)) return listValue([...(value as readonly string[])])
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  return value as string | number | boolean
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/\.$/, '')
}
