/** A column of the event table, and how it is made from an event of the spool, `e`. */
interface Column {
  readonly name: string
  readonly type: string
  readonly from: string
}

/** How the members of an event are read from JSON: what does not fit is null, and stops nothing. */
const MEMBERS: Readonly<Record<string, unknown>> = {
  id: 'VARCHAR',
  environment: 'VARCHAR',
  type: 'VARCHAR',
  receivedAt: 'BIGINT',
  at: 'BIGINT',
  rawAt: 'VARCHAR',
  clockSuspect: 'BOOLEAN',
  session: 'VARCHAR',
  sequence: 'BIGINT',
  units: 'MAP(VARCHAR, VARCHAR)',
  attributes: 'MAP(VARCHAR, VARCHAR)',
  flag: 'VARCHAR',
  variant: 'VARCHAR',
  allocationVersion: 'BIGINT',
  version: 'BIGINT',
  override: 'BOOLEAN',
  experiment: 'VARCHAR',
  ruleId: 'VARCHAR',
  reason: 'VARCHAR',
  phase: 'VARCHAR',
  weight: 'DOUBLE',
  contextHash: 'VARCHAR',
  name: 'VARCHAR',
  value: 'DOUBLE',
  properties: 'MAP(VARCHAR, VARCHAR)',
  message: 'VARCHAR',
  componentStack: 'VARCHAR',
  reads: 'MAP(VARCHAR, BIGINT)',
  dropReason: 'VARCHAR',
  count: 'BIGINT',
  exposures: [{ flag: 'VARCHAR', variant: 'VARCHAR', count: 'BIGINT' }],
  unattributed: 'BOOLEAN',
  refusedByGrant: 'BOOLEAN',
  keyId: 'VARCHAR',
  sentBy: 'VARCHAR',
  reader: 'VARCHAR',
  sdk: 'VARCHAR',
}

/** The shape that DuckDB's `from_json` reads an event by. */
export const EVENT_SHAPE: string = JSON.stringify(MEMBERS)

/** What makes two events of one id the same: all that its sender wrote, and nothing that a retry changes. */
const BODY = [
  'type',
  'rawAt',
  'session',
  'sequence',
  'units',
  'attributes',
  'flag',
  'variant',
  'allocationVersion',
  'version',
  'override',
  'experiment',
  'ruleId',
  'reason',
  'phase',
  'weight',
  'contextHash',
  'name',
  'value',
  'properties',
  'message',
  'componentStack',
  'reads',
  'dropReason',
  'count',
  'exposures',
]

const body = BODY.map((member) => `'${member}': e."${member}"`).join(', ')

/** A pseudonym as a number; what is none is hashed to one. */
const unitNumber = (text: string): string =>
  `case when length(${text}) >= 16 then coalesce(try_cast('0x' || left(${text}, 16) as ubigint), md5_number_lower(${text})) else md5_number_lower(${text}) end`

const column = (name: string, type: string, from: string): Column => ({ name, type, from })

/** The columns of a Parquet segment, in their order. `environment` and `day` are in its path. */
export const COLUMNS: readonly Column[] = [
  column('id', 'UUID', 'coalesce(try_cast(e.id as uuid), md5(e.id)::uuid)'),
  column('type', 'VARCHAR', 'e.type'),
  column('happened_at', 'BIGINT', 'e."at"'),
  column('received_at', 'BIGINT', 'e.receivedAt'),
  column('raw_at', 'VARCHAR', 'e.rawAt'),
  column('clock_suspect', 'BOOLEAN', 'coalesce(e.clockSuspect, false)'),
  column('session', 'VARCHAR', 'e."session"'),
  column('sequence', 'BIGINT', 'e."sequence"'),
  column('targeting_key', 'UBIGINT', unitNumber("e.units['targetingKey']")),
  column('anonymous_key', 'UBIGINT', unitNumber("e.units['anonymousKey']")),
  column(
    'units',
    'MAP(VARCHAR, UBIGINT)',
    `map_from_entries(list_transform(list_filter(map_entries(e.units),
      lambda u: u.key not in ('targetingKey', 'anonymousKey')),
      lambda u: {'key': u.key, 'value': ${unitNumber('u.value')}}))`,
  ),
  column('attributes', 'MAP(VARCHAR, VARCHAR)', 'e.attributes'),
  column('flag', 'VARCHAR', 'e.flag'),
  column('variant', 'VARCHAR', 'e.variant'),
  column('allocation_version', 'BIGINT', 'e.allocationVersion'),
  column('version', 'BIGINT', 'e."version"'),
  column('overridden', 'BOOLEAN', 'coalesce(e.override, false)'),
  column('experiment', 'VARCHAR', 'e.experiment'),
  column('rule_id', 'VARCHAR', 'e.ruleId'),
  column('reason', 'VARCHAR', 'e.reason'),
  column('phase', 'VARCHAR', 'e.phase'),
  column('weight', 'DOUBLE', 'e.weight'),
  column('context_hash', 'VARCHAR', 'e.contextHash'),
  column('name', 'VARCHAR', 'e."name"'),
  column('value', 'DOUBLE', 'e."value"'),
  column('properties', 'MAP(VARCHAR, VARCHAR)', 'e.properties'),
  column('message', 'VARCHAR', 'e.message'),
  column('component_stack', 'VARCHAR', 'e.componentStack'),
  column('reads', 'MAP(VARCHAR, BIGINT)', 'e.reads'),
  column('drop_reason', 'VARCHAR', 'e.dropReason'),
  column('dropped_count', 'BIGINT', 'e."count"'),
  column(
    'dropped_exposures',
    'STRUCT(flag VARCHAR, variant VARCHAR, count BIGINT)[]',
    'e.exposures',
  ),
  column('unattributed', 'BOOLEAN', 'coalesce(e.unattributed, false)'),
  column('refused_by_grant', 'BOOLEAN', 'coalesce(e.refusedByGrant, false)'),
  column('key_id', 'VARCHAR', 'e.keyId'),
  column('sent_by', 'VARCHAR', 'e.sentBy'),
  column('reader', 'VARCHAR', 'e.reader'),
  column('sdk', 'VARCHAR', 'e.sdk'),
  // Whether statistics count it, so that they read one column instead of four.
  column(
    'counted',
    'BOOLEAN',
    `not coalesce(e.unattributed, false) and not coalesce(e.refusedByGrant, false) and not coalesce(e.override, false)
      and (e.type <> 'exposure' or e.variant is not null)`,
  ),
  // Tells a retry from another event under the same id, without reading all the rest. Should
  // another DuckDB hash otherwise, a retry across that change counts as a conflict, no more.
  column('body', 'UINTEGER', `(hash({${body}}) & 4294967295)::uinteger`),
]

/** The names of all columns, for a `select`. */
export const COLUMN_NAMES: string = COLUMNS.map(({ name }) => `"${name}"`).join(', ')

const NOTHING = COLUMNS.map(({ name, type }) => `null::${type} as "${name}"`).join(', ')

/**
 * The rows of Parquet segments, with every column of today: what a segment of an older release
 * does not have is null in it.
 *
 * @param files - a parameter or a quoted path, or several in brackets
 */
export function segmentRows(files: string): string {
  return `(select ${COLUMN_NAMES} from (
    select ${NOTHING} where false
    union all by name from read_parquet(${files}, hive_partitioning = false, union_by_name = true)))`
}
