import type { Bootstrap, SluiceClient, SluiceState } from '@sluice/client'
import {
  faultAt,
  parseBulkResponse,
  SluiceError,
  type DetailsSource,
  type EvaluationContext,
  type EvaluationDetails,
  type Fault,
} from '@sluice/core'
import { eachMounted } from '../mounted.ts'
import type { FlagReader } from '../read-flag.ts'
import { watchMounts } from '../watch-mounts.ts'
import { BOOTSTRAP_ID } from './bootstrap-element.ts'
import { readBootstrap } from './read-bootstrap.ts'

/**
 * Compares the values that the server drew, as far as the page carries them,
 * with those that this client hydrates, and reports what differs: which flag,
 * both values, and why.
 */
export function reportDisagreement(client: SluiceClient): void {
  const drawn = readBootstrap()
  if (drawn === undefined) {
    const message = `The page carries values that cannot be read: #${BOOTSTRAP_ID} was cut off or changed on the way, so the client starts without them.`
    client.report(new SluiceError('HYDRATION_MISMATCH', message))
    return
  }

  reportDefaults(client, drawn.defaults ?? {})
  const initial = client.store.getInitialState()
  const faults = disagreements(parseBulkResponse(drawn).flags, initial.flags)
  const others = differingAttributes(drawn.context, initial.context)
  const cause = causeOf(drawn, initial, others)
  const [first] = faults
  if (first !== undefined) {
    const more = faults.length === 1 ? '' : ` So do ${faults.length - 1} more flags.`
    const message = `Server and browser disagree. ${first.message} ${cause}${more}`
    client.report(new SluiceError('HYDRATION_MISMATCH', message, { faults }))
  } else if (others.length > 0) {
    const message = `Values may change right after hydration. ${cause}`
    client.report(new SluiceError('HYDRATION_MISMATCH', message))
  }
}

/**
 * Compares the defaults that hydrate with those that the server drew, as far as it
 * had drawn them when it wrote the page's values. Also in what hydrates later.
 */
function reportDefaults(client: SluiceClient, drawn: NonNullable<Bootstrap['defaults']>): void {
  const told = new Set<string>()
  const compare = (
    reader: FlagReader | undefined,
    hydrated: EvaluationDetails | undefined,
  ): void => {
    if (reader?.client.store !== client.store || hydrated?.errorCode === undefined) return
    const { key } = reader
    if (told.has(key)) return
    const texts = (Object.hasOwn(drawn, key) ? (drawn[key] ?? []) : []).map(shorten)
    const text = shorten(hydrated.value)
    if (texts.length === 0 || texts.includes(text)) return
    told.add(key)
    const message = `"${key}": the server drew its default ${texts.join(' or ')}, the browser hydrates its default ${text}.`
    const cause =
      'Give both sides the same default, and none that depends on the browser, the time or chance.'
    client.report(
      new SluiceError('HYDRATION_MISMATCH', `Server and browser disagree. ${message} ${cause}`, {
        faults: [faultAt(['flags', key], message)],
      }),
    )
  }
  // Where texts differ React gives hydration up and draws anew: what is here now stands for it.
  eachMounted(client, (reader) => compare(reader, reader?.drawn ?? reader?.last))
  watchMounts(client, (reader) => compare(reader, reader?.drawn))
}

function disagreements(
  server: ReadonlyMap<string, DetailsSource>,
  browser: SluiceState['flags'],
): Fault[] {
  return [...new Set([...server.keys(), ...browser.keys()])].flatMap((key) => {
    const [drawn, hydrated] = [server.get(key), browser.get(key)]
    if (textOf(drawn) === textOf(hydrated)) return []
    const message = `"${key}": the server drew ${textOf(drawn)}, the browser hydrates ${textOf(hydrated)}.`
    return [faultAt(['flags', key], message)]
  })
}

function textOf(flag: DetailsSource | undefined): string {
  if (flag?.value === undefined) return 'its default'
  const short = shorten(flag.value)
  return flag.variant === undefined ? short : `${short} (${flag.variant})`
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > 100 ? `${text.slice(0, 99)}…` : text
}

function causeOf(drawn: Bootstrap, initial: SluiceState, others: readonly string[]): string {
  const { source, version, epoch } = initial.status
  if (source !== 'bootstrap')
    return 'The client was made without a bootstrap: give it `bootstrap: readBootstrap()`.'
  if (others.length > 0)
    return `The server evaluated for another context (${others.join(', ')}): make the client without a context, or with that of the bootstrap.`
  if (drawn.epoch !== epoch || drawn.version !== version)
    return `The page was drawn at version ${drawn.version}, the client's bootstrap is of version ${version}: the page was cached, or the bootstrap is that of another request.`
  return 'Both are of the same version: the client was given another bootstrap than the page carries.'
}

/** Names only: what the attributes hold may be nobody's business. */
function differingAttributes(
  drawn: EvaluationContext | undefined,
  own: EvaluationContext,
): readonly string[] {
  if (drawn === undefined) return []
  const names = [...new Set([...Object.keys(drawn), ...Object.keys(own)])]
  return names.filter(
    (name) => name !== '__proto__' && orderedText(drawn[name]) !== orderedText(own[name]),
  )
}

/** JSON in which fields stand in one order and none is called `__proto__`, as in the context that a client holds. */
function orderedText(value: unknown): string | undefined {
  const ordered = (_: string, part: unknown): unknown =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part)
            .filter(([name]) => name !== '__proto__')
            .toSorted(([a], [b]) => (a < b ? -1 : 1)),
        )
      : part
  return JSON.stringify(value, ordered)
}
