import type { Flag } from '@sluice/core'
import type { ParsedEvent } from '@sluice/core/schema'
import type { Principal } from '../auth/principal.ts'
import type { GrantUses } from '../grants/grant-uses.ts'
import type { LiveEnvironment } from '../live/live-environments.ts'
import { correctedTime } from './corrected-time.ts'
import { declaredAttributes } from './declared-attributes.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { type StoredEvent, wellFormed } from '@sluice/events/spool'

/** What all events of a batch share. */
export interface RecordOptions {
  readonly environment: LiveEnvironment
  readonly principal: Principal
  readonly pseudonyms: Pseudonyms
  /** Epoch milliseconds by the clock of the service. */
  readonly receivedAt: number
  readonly sentAt: unknown
  readonly reader: string | undefined
  readonly sdk: string | undefined
  /** Whether a grant ever forced a flag for one of the units, which are pseudonyms. */
  readonly isForced: GrantUses['isForced']
}

/** A time that is none is kept as it was written, up to so many characters. */
const MOST_RAW_LENGTH = 64

/**
 * Turns an event into what is kept of it: units and contexts by their pseudonyms, attributes
 * where they are declared as stored, the time by our own clock, whether the flag
 * and its variant are ones that exist for whoever sends, and whether it was forced.
 *
 * @param text - the event as JSON
 */
export function recordOf(event: ParsedEvent, text: string, options: RecordOptions): StoredEvent {
  const { environment, principal, receivedAt, reader, sdk } = options
  const whole = wellFormed(event, text)
  const { attributes } = whole
  const units = pseudonymsOf(whole.units, options)
  const { at, clockSuspect } = correctedTime(whole.at, options.sentAt, receivedAt)
  return {
    ...columnsOf(whole),
    environment: environment.key,
    receivedAt,
    at,
    rawAt: rawText(whole.at),
    ...(clockSuspect && { clockSuspect }),
    units,
    ...('contextHash' in whole && {
      contextHash: options.pseudonyms.context(environment.key, whole.contextHash),
    }),
    ...(attributes !== undefined && { attributes: storedOf(attributes, environment) }),
    ...('flag' in whole && !isAttributed(whole, options) && { unattributed: true }),
    ...('flag' in whole && isForced(whole, units, options) && { refusedByGrant: true }),
    keyId: principal.id,
    // The key of a page is for everybody to read; those of servers and pipelines are secrets.
    sentBy: principal.kind === 'client_key' ? 'client' : 'server',
    ...(reader !== undefined && { reader: reader.toWellFormed() }),
    ...(sdk !== undefined && { sdk: sdk.toWellFormed() }),
  }
}

type Columns = Partial<StoredEvent> & Pick<StoredEvent, 'id' | 'type' | 'session' | 'sequence'>

// JSON has no undefined, so what is optional in an event is absent or there.
function columnsOf(event: ParsedEvent): Columns {
  if (event.type !== 'dropped') return event as unknown as Columns
  // The reason of an exposure and that of a loss are two columns.
  const { reason: dropReason, ...rest } = event
  return { ...rest, dropReason } as unknown as Columns
}

function rawText(at: unknown): string {
  return (typeof at === 'string' ? at : (JSON.stringify(at) ?? '')).slice(0, MOST_RAW_LENGTH)
}

function pseudonymsOf(
  units: ParsedEvent['units'],
  { environment, pseudonyms }: RecordOptions,
): Record<string, string> {
  const declared = declaredAttributes(environment.compiled.ruleset).units
  const made: Record<string, string> = {}
  for (const name of Object.keys(units)) {
    if (declared.has(name)) made[name] = pseudonyms(environment.key, name, units[name] ?? '')
  }
  return made
}

function storedOf(
  attributes: NonNullable<ParsedEvent['attributes']>,
  { compiled }: LiveEnvironment,
): NonNullable<StoredEvent['attributes']> {
  const declared = declaredAttributes(compiled.ruleset).stored
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => declared.has(name)))
}

// A grant leaves its trace at the service, so that leaving its mark out of an event hides nothing.
function isForced(
  { flag, override }: { readonly flag: string; readonly override?: boolean | undefined },
  units: Readonly<Record<string, string>>,
  { environment, isForced: isKnown }: RecordOptions,
): boolean {
  const isLocal = environment.settings.protected && override === true
  return isLocal || isKnown(environment.key, units, flag)
}

function isAttributed(
  event: ParsedEvent & { readonly flag: string },
  { environment, principal }: RecordOptions,
): boolean {
  const { flags } = environment.compiled.ruleset
  const known = Object.hasOwn(flags, event.flag) ? flags[event.flag] : undefined
  if (known === undefined || known.archived) return false
  if (principal.kind !== 'client_key') return true
  // What is not there for a client key cannot have been seen through one.
  return !known.serverOnly && (event.type !== 'exposure' || mayHaveSeen(event, known, environment))
}

/** A variant that the flag does not have was there only before its present version. */
function mayHaveSeen(
  { variant, version, override }: ParsedEvent & { readonly type: 'exposure' },
  flag: Flag,
  { compiled }: LiveEnvironment,
): boolean {
  if (override === true || variant === undefined || Object.hasOwn(flag.variants, variant))
    return true
  return version !== undefined && version < (flag.version ?? compiled.version)
}
