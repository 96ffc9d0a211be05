import type { FlagEntry, SluiceStatus } from '@sluice/client'
import { isOff, wordsOf, type Row } from '../flags/rows.ts'
import { ago } from '../panel/ago.ts'

/** One thing to know about a value, in a sentence. */
export interface Because {
  readonly about: string
  readonly sentence: string
}

const REASONS: Readonly<Record<string, string>> = {
  STATIC: 'The flag serves one value to everybody.',
  DEFAULT: 'No rule includes this person, so the default variant is served.',
  TARGETING_MATCH: 'A rule asks for people like this one.',
  SPLIT: 'A rule splits people, and this one fell into this share.',
  CACHED: 'It was kept from an earlier visit, and the service has not answered since.',
  DISABLED: 'The flag is off, for everybody.',
  STALE: 'The service could not be asked, so the value is older.',
  OVERRIDE: 'The server that drew the page forced it.',
  ERROR: 'It could not be evaluated, so the code serves its own default.',
  UNKNOWN: 'The service does not tell why.',
}

const ERRORS: Readonly<Record<string, string>> = {
  FLAG_NOT_FOUND: 'The service knows no such flag: compare the key with the ruleset.',
  TARGETING_KEY_MISSING: 'The context has nobody to split by: set a targeting key.',
  TYPE_MISMATCH: 'The value has another type than the default in the code.',
  PROVIDER_NOT_READY: 'The service has not answered yet.',
}

const SOURCES: Readonly<Record<SluiceStatus['source'], string>> = {
  network: 'From the service',
  bootstrap: 'From what came with the page',
  cache: 'From the cache of an earlier visit',
  default: 'Nothing is held, so code serves its defaults',
}

/**
 * Says why a flag serves what it serves, as far as a browser knows.
 *
 * @param held - what the page shows of the service's answer, where a stability contract holds it
 */
export function why(
  row: Row,
  status: SluiceStatus,
  held: FlagEntry | undefined,
  now: number = Date.now(),
): readonly Because[] {
  const { server, forced, locked, granted, isGranted, isChanged } = row
  // What a grant shows tells nothing of what there is without it.
  const isTold = server?.metadata.override !== true
  const told: Because[] = []
  const tell = (about: string, sentence: string): void => void told.push({ about, sentence })
  if (forced && locked !== undefined) tell('Override', `Ignored: ${locked}`)
  else if (forced) {
    const otherwise = server && isTold ? `This user would not get it, but ${wordsOf(server)}.` : ''
    const by = granted === undefined ? 'Forced here.' : 'Forced by the grant.'
    tell('Override', `${by} ${otherwise}`.trim())
    if (isOff(row))
      tell('Turned off', 'The flag is off or was rolled back: what you see, nobody is served.')
  }
  if (isGranted && granted === undefined) tell('Grant', byGrant(row, isTold))
  if ((!server || !isTold) && (granted !== undefined || isGranted)) {
    tell('Unknown', 'What there is without the grant was not told yet.')
  } else if (!server) {
    const isKnown = status.source === 'network' || status.source === 'bootstrap'
    tell('Unknown', ERRORS[isKnown ? 'FLAG_NOT_FOUND' : 'PROVIDER_NOT_READY'] as string)
  } else {
    const { reason, errorCode, metadata } = server
    tell('Reason', `${REASONS[reason] ?? REASONS['UNKNOWN']} (${reason})`)
    if (errorCode !== undefined)
      tell('Error', `${ERRORS[errorCode] ?? 'Look into the log of the service.'} (${errorCode})`)
    const { ruleId, version, allocationVersion } = metadata
    if (ruleId !== undefined)
      tell(
        'Rule',
        ruleId.startsWith('holdout:')
          ? `Kept back by the holdout "${ruleId.slice(8)}".`
          : `Decided by the rule "${ruleId}".`,
      )
    if (version !== undefined)
      tell(
        'Version',
        `Last changed in version ${version}${allocationVersion === undefined ? '' : `, its shares in ${allocationVersion}`}; the page holds version ${status.version ?? 'unknown'}.`,
      )
  }
  const age = status.fetchedAt === undefined ? '' : `, confirmed ${ago(status.fetchedAt, now)}`
  tell('Source', `${SOURCES[status.source]}${age}.`)
  if (!forced && !isGranted && held && server && held !== server && held.variant !== server.variant)
    tell(
      'Held back',
      `The page shows ${wordsOf(held)} until the next ${server.metadata.stability === 'navigation' ? 'page' : 'session'}: the flag promises to stay steady.`,
    )
  if (isChanged)
    tell('Changed', `When the page was loaded, the service gave ${wordsOf(row.first)}.`)
  return told
}

/** What a grant does on a page where somebody may force as well. */
function byGrant({ server, forced, locked }: Row, isTold: boolean): string {
  if (forced && locked === undefined)
    return 'Beneath that a signed grant forces it. None of it counts.'
  const otherwise = server && isTold ? ` This user would not get it, but ${wordsOf(server)}.` : ''
  return `Forced by a signed grant, and not here: none of it counts.${otherwise}`
}
