import type { Flag, JsonObject, JsonValue } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Assignment } from '../assignment.ts'
import { mergePatch, parseAssignment, parseValue } from '../assignment.ts'
import type { ChangeOptions, Command } from '../command.ts'
import { confirm } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import type { FlagUsage } from '../service/flag-usage.ts'
import { fetchFlagUsage } from '../service/flag-usage.ts'
import { patchFlag } from '../service/patch-flag.ts'
import { fetchRuleset } from '../service/remote-ruleset.ts'
import { ago } from '../terminal/ago.ts'
import { table } from '../terminal/table.ts'
import { written } from './written.ts'

/** Lists the flags of an environment. */
export async function listFlags(
  command: Command,
  options: { readonly archived?: boolean },
): Promise<Outcome> {
  const { shell, settings } = command
  const include = options.archived === true ? 'archived' : undefined
  const { ruleset, version } = await fetchRuleset(command.service, settings.environment, {
    include,
  })
  const usage = await fetchFlagUsage(command)
  const flags = Object.entries(ruleset.flags).map(
    ([key, { kind, type, enabled, archived, defaultVariant, rules, owner, title, sunsetOn }]) => {
      const described = { title, owner, sunsetOn }
      return {
        key,
        kind,
        type,
        state: stateOf({ enabled, archived }),
        rules: rules.length,
        defaultVariant,
        ...described,
        ...seenOf(usage?.get(key)),
      }
    },
  )
  const rows = flags.map((flag) => {
    const { key, kind, type, state, rules, defaultVariant, owner } = flag
    const serves =
      state === 'on' && rules > 0
        ? `${rules === 1 ? '1 rule' : `${rules} rules`}, else ${defaultVariant}`
        : defaultVariant
    const seen =
      usage === undefined
        ? []
        : [
            flag.lastSeenAt === undefined ? 'never' : ago(flag.lastSeenAt, shell.now()),
            namesOf(flag.readers ?? []),
          ]
    return [key, kind, type, state, state === 'archived' ? '' : serves, owner ?? '', ...seen]
  })
  const seen = usage === undefined ? [] : ['LAST SEEN', 'READERS']
  const headings = ['FLAG', 'KIND', 'TYPE', 'STATE', 'SERVES', 'OWNER', ...seen]
  const text =
    rows.length === 0
      ? [
          `${settings.environment} has no flags yet. Make one with "sluice flags create my-first-gate".`,
        ]
      : [
          ...table(headings, rows, shell.colors),
          ...(usage === undefined
            ? ['', shell.colors.dim('Who reads them cannot be told now, or not with this token.')]
            : []),
        ]
  return { exit: EXIT.ok, data: { environment: settings.environment, version, flags }, text }
}

function seenOf(usage: FlagUsage | undefined): Partial<FlagUsage> {
  if (usage === undefined) return {}
  const { lastSeenAt, ...counts } = usage
  return { ...counts, ...(lastSeenAt !== undefined && { lastSeenAt }) }
}

/** Two names are enough to know whom to ask. */
function namesOf(readers: readonly string[]): string {
  const shown = readers.slice(0, 2).join(', ')
  return readers.length > 2 ? `${shown} and ${readers.length - 2} more` : shown
}

/** How to make a flag. */
export interface CreateOptions extends ChangeOptions {
  readonly kind?: string
  readonly type?: string
  readonly variant?: readonly string[]
  readonly default?: string
  readonly title?: string
  readonly description?: string
  readonly owner?: string
  readonly sunsetOn?: string
  readonly tag?: readonly string[]
  readonly off?: boolean
}

/** Makes a flag; a boolean one unless variants say otherwise. */
export async function createFlag(
  command: Command,
  options: CreateOptions,
  key: string,
): Promise<Outcome> {
  const given = (options.variant ?? []).map((text) => readVariant(text, options.type))
  const { kind, title, description, owner, sunsetOn } = options
  const type =
    options.type ?? (given.length === 0 ? undefined : commonType(given.map(({ value }) => value)))
  const fields: Readonly<Record<string, JsonValue | undefined>> = {
    kind,
    type,
    title,
    description,
    owner,
    sunsetOn,
    tags: options.tag,
    variants:
      given.length === 0
        ? undefined
        : Object.fromEntries(given.map(({ name, value }) => [name, value])),
    // The first variant is what people see today.
    defaultVariant: options.default ?? given[0]?.name,
    enabled: options.off === true ? false : undefined,
  }
  const document = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as JsonObject
  const result = await patchFlag(command, key, document, { ifNew: true, reason: options.reason })
  return written(command, `Made ${key}`, result)
}

/** Archives a flag: it evaluates to not found, and its key cannot be taken again. */
export async function archiveFlag(
  command: Command,
  options: ChangeOptions,
  key: string,
): Promise<Outcome> {
  const { environment } = command.settings
  const question = `Archive ${key} in ${environment}? Reads of it serve the default of the code, and the key cannot be taken again.`
  if (!(await confirm(command, question, options))) {
    return {
      exit: EXIT.failed,
      data: { environment, written: false },
      text: ['Nothing was archived.'],
    }
  }
  const result = await patchFlag(command, key, { archived: true }, { reason: options.reason })
  return written(command, `Archived ${key}`, result)
}

/** Changes single fields of a flag. */
export async function setFlag(
  command: Command,
  options: ChangeOptions,
  key: string,
  texts: readonly string[],
): Promise<Outcome> {
  const assignments = texts.map(parseAssignment)
  const { service, settings } = command
  const { reason } = options
  const simple = assignments.every(
    ({ path, value }) => path.length === 1 && typeof value !== 'object',
  )
  if (simple) {
    // Needs no look at the flag, so turning it off works with the least permission.
    const patch = Object.fromEntries(
      assignments.map(({ path, value }) => [path[0], value ?? null]),
    ) as JsonObject
    return written(command, `Changed ${key}`, await patchFlag(command, key, patch, { reason }))
  }
  const { version, ruleset, document } = await fetchRuleset(service, settings.environment)
  const flag = Object.hasOwn(ruleset.flags, key) ? ruleset.flags[key] : undefined
  if (flag === undefined) {
    throw new SluiceError(
      'FLAG_NOT_FOUND',
      `There is no flag "${key}" in ${settings.environment}. List them with "sluice flags list".`,
    )
  }
  const held = (document['flags'] as JsonObject)[key] as JsonObject
  const patch = mergePatch(held, assignments, withLongVariants(held, flag, assignments))
  const result = await patchFlag(command, key, patch, { reason, ifMatch: version })
  return written(command, `Changed ${key}`, result)
}

/** Spells the variants that assignments reach into as `{ value, title }`. */
function withLongVariants(
  held: JsonObject,
  flag: Flag,
  assignments: readonly Assignment[],
): JsonObject {
  const touched = assignments.flatMap(({ path }) =>
    path[0] === 'variants' && path.length > 2 ? [String(path[1])] : [],
  )
  if (touched.length === 0) return held
  const variants = Object.entries((held['variants'] ?? flag.variants) as JsonObject).map(
    ([name, variant]) => [
      name,
      touched.includes(name) ? (flag.variants[name] as unknown as JsonValue) : variant,
    ],
  )
  // A gate that spells its variants has to spell its default too.
  return {
    ...held,
    variants: Object.fromEntries(variants) as JsonObject,
    defaultVariant: flag.defaultVariant,
  }
}

function stateOf({
  enabled,
  archived,
}: Pick<Flag, 'enabled' | 'archived'>): 'on' | 'off' | 'archived' {
  if (archived) return 'archived'
  return enabled ? 'on' : 'off'
}

function readVariant(text: string, type: string | undefined): { name: string; value: JsonValue } {
  const split = text.indexOf('=')
  const [name, written] = [text.slice(0, split), text.slice(split + 1)]
  if (split < 1)
    throw new SluiceError(
      'USAGE',
      `"${text}" is no variant. Write name=value, such as --variant control="Buy now".`,
    )
  return { name, value: type === 'string' ? written : (parseValue(written, text) ?? written) }
}

function commonType(values: readonly JsonValue[]): string {
  const types = new Set(values.map((value) => typeof value))
  const [type] = types
  if (types.size === 1 && type !== undefined) return type
  throw new SluiceError(
    'USAGE',
    `The variants have different types (${[...types].join(', ')}). Name one with --type.`,
  )
}
