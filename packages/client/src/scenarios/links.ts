import { SluiceError } from '@sluice/core'
import type { Scenario } from './scenario.ts'
import { checkOpens, formatScenario, parseScenario } from './scenario.ts'

const IN_FRAGMENT = /[#&?]sluice=([^&]*)/
/** Whoever wrote the address may have written two. */
const ALL_IN_FRAGMENT = /([#&?])(?:sluice=[^&]*(?:&|$))+/g
/** A route without parameters, as routers write it that have theirs in the fragment. */
const BARE_ROUTE = /^#!?\/[^?]*$/
// Some proxies and chats cut longer addresses.
const LONGEST_PAYLOAD = 16_384

/**
 * Puts a scenario into an address. It stands in the fragment, which no server and no log
 * sees, and there as the last parameter: a router that has its routes there finds its route.
 *
 * @returns the address; a scenario that it had before is replaced
 * @throws SluiceError `SCENARIO_TOO_LARGE` for a link; keep it in a file instead, where it is not for that as well
 * @throws SluiceError `INVALID_SCENARIO` with every fault and its place
 */
export function scenarioLink(scenario: Scenario, address: string): string {
  checkOpens(scenario)
  const bytes = new TextEncoder().encode(JSON.stringify(scenario))
  const length = Math.ceil((bytes.length * 4) / 3)
  if (length > LONGEST_PAYLOAD) {
    // No file holds everything either.
    formatScenario(scenario)
    throw new SluiceError(
      'SCENARIO_TOO_LARGE',
      `"${scenario.name}" takes ${length} characters, a link ${LONGEST_PAYLOAD}. Keep it in a file.`,
    )
  }
  const url = new URL(withoutScenario(address))
  const { hash } = url
  const sign = hash === '' ? '#' : BARE_ROUTE.test(hash) ? '?' : '&'
  return `${url.href}${sign}sluice=${encode(bytes)}`
}

/**
 * Finds the scenario in an address.
 *
 * @returns `undefined` when there is none
 * @throws SluiceError `INVALID_SCENARIO` when it cannot be read
 */
export function scenarioFromLink(address: string): Scenario | undefined {
  const payload = IN_FRAGMENT.exec(fragmentOf(address))?.[1]
  if (payload === undefined) return undefined
  return parseScenario(decode(payload.slice(0, LONGEST_PAYLOAD + 1)))
}

/**
 * Reads a scenario that somebody has pasted or passed on: a link that carries one, its
 * fragment alone, or the text of a file.
 *
 * @throws SluiceError `INVALID_SCENARIO` when it is none of these, or cannot be read
 */
export function scenarioFromText(text: string): Scenario {
  const given = text.trim()
  if (given === '')
    throw new SluiceError('INVALID_SCENARIO', 'There is no scenario: paste a link, or JSON.')
  if (given.startsWith('{')) return parseScenario(given)
  const found = scenarioFromLink(given)
  if (found) return found
  throw new SluiceError(
    'INVALID_SCENARIO',
    'This is no scenario: neither JSON nor a link that carries one after #sluice=. Copy the whole link.',
  )
}

/** Takes the scenario out of an address, so that it is not opened again and again. */
export function withoutScenario(address: string): string {
  const fragment = fragmentOf(address)
  if (fragment === '') return address
  const others = fragment.replace(ALL_IN_FRAGMENT, '$1')
  return address.slice(0, -fragment.length) + withoutLastSigns(others)
}

function fragmentOf(address: string): string {
  const at = address.indexOf('#')
  return at < 0 ? '' : address.slice(at)
}

/** A pattern would look at each sign of a long row anew. */
function withoutLastSigns(fragment: string): string {
  let end = fragment.length
  while (/[#&?]/.test(fragment.charAt(end - 1))) end -= 1
  return fragment.slice(0, end)
}

function encode(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

function decode(payload: string): string {
  try {
    const binary = atob(payload.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (letter) => letter.codePointAt(0) ?? 0)
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new SluiceError('INVALID_SCENARIO', 'The scenario in the link is cut off or changed.', {
      cause,
    })
  }
}
