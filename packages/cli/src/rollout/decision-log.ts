import type { DecisionEntry, RolloutPlan } from '@sluice/server'

/** The decisions of a rollout, as they are written to a file. */
export interface DecisionLog {
  readonly plan: RolloutPlan
  readonly decisions: readonly {
    readonly seq: number
    readonly outcome: string
    readonly entry: DecisionEntry
  }[]
}

type Shape = Readonly<Record<string, 'object' | 'string' | 'number' | 'list'>>

const PARTS: readonly (readonly [path: readonly string[], shape: Shape])[] = [
  [[], { seq: 'number', outcome: 'string', entry: 'object' }],
  [
    ['entry'],
    {
      plan: 'string',
      before: 'object',
      event: 'object',
      after: 'object',
      commands: 'list',
      decision: 'object',
    },
  ],
  [['entry', 'before'], { name: 'string', revision: 'number' }],
  [['entry', 'event'], { kind: 'string', at: 'number' }],
  [['entry', 'after'], { name: 'string', revision: 'number' }],
  [['entry', 'decision'], { outcome: 'string', rule: 'string' }],
]

/**
 * Finds why something is no log that could be replayed, in a sentence; `undefined` for one that is.
 * What its decisions say is for the replay to find.
 */
export function logFault(value: unknown): string | undefined {
  if (!isObject(value)) return 'it is no object with "plan" and "decisions"'
  if (!isObject(value['plan'])) return 'it has no "plan"'
  const decisions = value['decisions']
  if (!Array.isArray(decisions)) return 'it has no list of "decisions"'
  for (const [index, decision] of (decisions as readonly unknown[]).entries()) {
    for (const [path, shape] of PARTS) {
      const part = path.reduce<unknown>((from, name) => memberOf(from, name), decision)
      const missing = Object.entries(shape).find(
        ([name, kind]) => kindOf(memberOf(part, name)) !== kind,
      )
      if (missing === undefined) continue
      const [name, kind] = missing
      const at = ['decisions', String(index), ...path, name].join('.')
      return `${at} has to be ${kind === 'object' ? 'an' : 'a'} ${kind}`
    }
  }
  return undefined
}

/**
 * Finds what a log lacks, in a sentence; the last decisions of a file may be missing all the same.
 *
 * @param made - how many decisions the service says that there are
 */
export function missingIn({ decisions }: DecisionLog, made?: number): string | undefined {
  const [first] = decisions
  if (first === undefined) return 'The log has no decision: nothing was made again.'
  const hole = decisions.findIndex(({ seq }, index) => seq !== index + 1)
  if (hole >= 0)
    return `Decision ${hole + 1} is missing, and ${decisions[hole]?.seq} is in its place: the log is not whole.`
  if (first.entry.before.revision !== 0)
    return 'What came before the first decision is missing: a rollout begins as a draft to which nothing has happened.'
  if (made !== undefined && made > decisions.length)
    return `The service says that there are ${made} decisions, and its log has ${decisions.length}.`
  return undefined
}

/** The last moment that a date can name, epoch milliseconds. */
const LAST_MOMENT = 8.64e15

function kindOf(value: unknown): string {
  if (typeof value === 'number') return Math.abs(value) <= LAST_MOMENT ? 'number' : 'nothing'
  return Array.isArray(value) ? 'list' : value === null ? 'nothing' : typeof value
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
