import type { FlagEntry, FlagTable } from '@sluice/client'
import type { JsonValue } from '@sluice/core'
import type { ManifestFlag, SluiceManifest } from '../manifest.ts'
import type { ActiveGrant } from '../production/granted.ts'

/** The type of a flag, as far as it is known. */
export type FlagType = 'boolean' | 'string' | 'number' | 'object' | 'unknown'

/** One outcome that can be chosen. */
export interface Choice {
  readonly name: string
  readonly title: string
  /** Absent where nobody here knows it. */
  readonly value?: JsonValue | undefined
}

/** A flag as the list shows it. */
export interface Row {
  readonly key: string
  readonly title: string
  readonly type: FlagType
  readonly about: ManifestFlag | undefined
  /** The outcomes that are known by name. */
  readonly choices: readonly Choice[]
  /** The variants that something on the page draws, by name. */
  readonly cases: readonly string[]
  /** What the service gave. */
  readonly server: FlagEntry | undefined
  readonly forced: FlagEntry | undefined
  /** What the page is served: what is forced, where that is permitted. */
  readonly shown: FlagEntry | undefined
  /** Why it cannot be forced, in a sentence; absent where it can. */
  readonly locked: string | undefined
  /** The variant that a grant names, in production. */
  readonly granted: string | undefined
  /** Whether a grant forces it: the service gave what it names. */
  readonly isGranted: boolean
  /** Whether it was read on this page. */
  readonly isRead: boolean
  readonly isStarred: boolean
  /** Whether the service gives something else than when the page was loaded. */
  readonly isChanged: boolean
  /** What it gave then. */
  readonly first: FlagEntry | undefined
  /** What a search looks through, in lower case. */
  readonly text: string
}

/** What rows are made of. */
export interface RowSources {
  readonly flags: FlagTable
  readonly overrides: FlagTable
  readonly atLoad: FlagTable
  /** In the order of the first read. */
  readonly reads: ReadonlySet<string>
  readonly stars: ReadonlySet<string>
  readonly manifest: SluiceManifest | undefined
  /** By flag: the variants that something on the page draws. */
  readonly cases?: ReadonlyMap<string, readonly string[]>
  /** In production, where nothing else forces: the grant. */
  readonly granted?: { readonly grant: Pick<ActiveGrant, 'forced' | 'ignored'> | undefined }
  /** What the service gives without a grant, as far as that is known. */
  readonly own?: FlagTable
}

const LONGEST_TEXT = 2000
const LONGEST_FIELD = 200
const BY_RULESET = 'The ruleset says that this flag may not be overridden.'
const NOT_GRANTED = 'The grant does not name this flag, and in production nothing else forces it.'
const ON_OFF: readonly Choice[] = [
  { name: 'on', title: 'on', value: true },
  { name: 'off', title: 'off', value: false },
]
const NOTHING: FlagTable = new Map()
const NO_CASES: readonly string[] = []
const texts = new WeakMap<FlagEntry, string>()

/**
 * Makes a row of every flag that is known of: served, forced, read or described.
 *
 * @param before - rows as they were; one of which nothing is different stays the same object
 */
export function rowsOf(
  sources: RowSources,
  before: ReadonlyMap<string, Row> = new Map(),
): readonly Row[] {
  const { flags, overrides, atLoad, reads, stars, manifest, granted: production } = sources
  const { own = NOTHING } = sources
  const keys = new Set([
    ...reads,
    ...flags.keys(),
    ...overrides.keys(),
    ...Object.keys(manifest?.flags ?? {}),
  ])
  return [...keys].map((key) => {
    const served = flags.get(key)
    const here = overrides.get(key)
    // Where somebody forces it here as well, only a grant that is known of is told from that.
    const isGranted =
      served?.metadata.override === true &&
      (production !== undefined || here === undefined || own.has(key))
    const server = isGranted ? (own.get(key) ?? (production ? undefined : served)) : served
    const forced = isGranted && production ? served : here
    const about = manifest && Object.hasOwn(manifest.flags, key) ? manifest.flags[key] : undefined
    const cases = sources.cases?.get(key) ?? NO_CASES
    const isRead = reads.has(key)
    const isStarred = stars.has(key)
    const isChanged = !isGranted && isOther(atLoad, key, server)
    const granted = ownVariant(production?.grant?.forced, key)
    const locked = lockOf(sources, key, server)
    const shown =
      forced && locked === undefined ? forced : isGranted && !production ? served : server
    const last = before.get(key)
    const isSame =
      last?.server === server &&
      last?.forced === forced &&
      last?.shown === shown &&
      last?.isGranted === isGranted &&
      last?.about === about &&
      last?.cases.join('\n') === cases.join('\n') &&
      last?.isRead === isRead &&
      last.isStarred === isStarred &&
      last.isChanged === isChanged &&
      last.granted === granted &&
      last.locked === locked
    if (last && isSame) return last

    const title = about?.title ?? ''
    return {
      key,
      title,
      type: typeOf(about?.type, server ?? shown ?? forced),
      about,
      choices:
        granted === undefined
          ? choicesOf(about, server, cases)
          : [choiceOf(about, granted, forced)],
      cases,
      server,
      forced,
      shown,
      locked,
      granted,
      isGranted,
      isRead,
      isStarred,
      isChanged,
      first: atLoad.get(key),
      text: [
        key,
        title,
        about?.tags?.join(' '),
        about?.owner,
        textOf(shown),
        isGranted ? 'granted' : '',
      ]
        .join(' ')
        .toLowerCase(),
    }
  })
}

/** Whether a flag is off or was rolled back, for everybody. */
export function isOff({ server }: Pick<Row, 'server'>): boolean {
  const { pierce, override } = server?.metadata ?? {}
  // What is forced goes through every contract as well.
  return server?.reason === 'DISABLED' || (pierce === true && override !== true)
}

/** A value as people read it, in one line. */
export function wordsOf(entry: FlagEntry | undefined): string {
  if (!entry) return 'no value'
  if (entry.value === undefined) return entry.variant ?? entry.errorCode ?? 'no value'
  const text = typeof entry.value === 'string' ? entry.value : JSON.stringify(entry.value)
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text
}

/** A value as it stands in a field, whole; empty where there is none. */
export function editedText(entry: FlagEntry | undefined): string {
  const { value = '' } = entry ?? {}
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Whether a text can be edited as it is: fields of a browser write every end of a line as one sign. */
export function isPlain({ type, shown }: Pick<Row, 'type' | 'shown'>): boolean {
  return type === 'string' && !editedText(shown).includes('\r')
}

/** Whether a field of one line shows the whole of a value, and can keep it. */
export function isShort({ shown }: Pick<Row, 'shown'>): boolean {
  const text = editedText(shown)
  return text.length <= LONGEST_FIELD && !/[\r\n]/.test(text)
}

/** What the service gave, by its name where it has one. */
export function nameOf({ server, about, type }: Row): string {
  const { title } = about?.variants?.[server?.variant ?? ''] ?? {}
  return title !== undefined && type !== 'boolean' ? title : wordsOf(server)
}

function lockOf(
  { granted: production }: RowSources,
  key: string,
  server: FlagEntry | undefined,
): string | undefined {
  if (!production) return server?.metadata.overridable === false ? BY_RULESET : undefined
  const { grant } = production
  if (ownVariant(grant?.forced, key) !== undefined) return undefined
  return grant?.ignored.find(({ flag }) => flag === key)?.detail ?? NOT_GRANTED
}

function ownVariant(
  forced: Readonly<Record<string, string>> | undefined,
  key: string,
): string | undefined {
  return forced && Object.hasOwn(forced, key) ? forced[key] : undefined
}

/** Whether the service gives something else than at first; what a grant has forced at first tells nothing. */
function isOther(atLoad: FlagTable, key: string, server: FlagEntry | undefined): boolean {
  const first = atLoad.get(key)
  return atLoad.size > 0 && first?.metadata.override !== true && textOf(first) !== textOf(server)
}

function choiceOf(
  about: ManifestFlag | undefined,
  name: string,
  forced: FlagEntry | undefined,
): Choice {
  const { title = name, value = forced?.value } = about?.variants?.[name] ?? {}
  return { name, title, value }
}

function textOf(entry: FlagEntry | undefined): string {
  if (!entry) return ''
  let text = texts.get(entry)
  if (text === undefined) {
    text = `${entry.variant ?? ''} ${wordsOf(entry)} ${entry.reason}`.slice(0, LONGEST_TEXT)
    texts.set(entry, text)
  }
  return text
}

function typeOf(named: string | undefined, entry: FlagEntry | undefined): FlagType {
  const type = named ?? (entry?.value === undefined ? 'unknown' : typeof entry.value)
  return /^(boolean|string|number|object)$/.test(type) ? (type as FlagType) : 'unknown'
}

/** What can be chosen by name: what is described, else what is served and what the page draws. */
function choicesOf(
  about: ManifestFlag | undefined,
  server: FlagEntry | undefined,
  cases: readonly string[],
): readonly Choice[] {
  const described = Object.entries(about?.variants ?? {})
  if (described.length > 0)
    return described.map(([name, { title = name, value }]) => ({ name, title, value }))
  const { variant, value } = server ?? {}
  const isBoolean = (about?.type ?? typeof value) === 'boolean'
  const names = new Set(cases)
  if (isBoolean && names.size === 0) {
    // Where nothing else is known, a flag has the names that all have by default.
    if (variant === undefined || variant === (value === true ? 'on' : 'off')) return ON_OFF
    names.add(variant)
  } else if (names.size > 0 && variant !== undefined) names.add(variant)
  return [...names].map((name) => {
    if (name === variant) return { name, title: name, value }
    // One of two: it has the other value.
    const isOther = isBoolean && names.size === 2 && variant !== undefined && names.has(variant)
    return { name, title: name, ...(isOther && { value: value !== true }) }
  })
}
