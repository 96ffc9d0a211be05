import { isRecord } from '../../records.ts'
import { listNames } from '../describe.ts'
import type { Check, Path, Raw } from './check.ts'
import { fault, section, warn } from './check.ts'

/** Kinds that take what one source says, and whether they need its values. */
const NEEDS_VALUE: ReadonlyMap<unknown, boolean> = new Map([
  ['conversion', false],
  ['count', false],
  ['sum', true],
  ['mean', true],
  ['share_above', true],
  ['quantile', true],
  ['retention', false],
  ['time_to_event', false],
])

const SOURCES = ['outcome', 'vital', 'crashes'] as const

/** Checks what the shape of metrics does not tell. */
export function checkMetrics(check: Check): void {
  for (const [name, metric] of Object.entries(section(check, 'metrics'))) {
    if (isRecord(metric)) checkMetric(check, metric, ['metrics', name])
  }
}

function checkMetric(check: Check, metric: Raw, at: Path): void {
  const { kind } = metric
  if (kind === 'prometheus') {
    checkAddress(check, metric['url'], [...at, 'url'])
    return
  }
  if (kind === 'ratio') {
    for (const side of ['numerator', 'denominator'] as const) {
      const measure = metric[side]
      if (isRecord(measure)) checkSource(check, measure, [...at, side], measure['take'] === 'sum')
    }
  } else {
    const needsValue = NEEDS_VALUE.get(kind)
    // What has no kind has a fault already.
    if (needsValue !== undefined) checkSource(check, metric, at, needsValue)
  }
  checkTrust(check, metric, at)
  checkTimes(check, metric, at)
  checkBounds(check, metric['winsorize'], [...at, 'winsorize'])
}

function checkSource(check: Check, source: Raw, at: Path, needsValue: boolean): void {
  const named = SOURCES.filter((name) => source[name] !== undefined)
  if (named.length === 0) {
    fault(check, at, `Nothing is measured; add one of ${listNames(SOURCES)}.`)
  } else if (named.length > 1) {
    fault(check, at, `Measure one thing: ${listNames(named)} cannot stand side by side.`)
  } else if (named[0] === 'crashes' && needsValue) {
    fault(
      check,
      [...at, 'crashes'],
      'A crash has no value to take; use "count" or "conversion", or take "count" or "any".',
    )
  }
}

/** What only pages measure would never count. */
function checkTrust(check: Check, metric: Raw, at: Path): void {
  if (metric['sentBy'] !== 'server') return
  const vital = [metric, metric['numerator'], metric['denominator']]
    .filter(isRecord)
    .map((source) => source['vital'])
    .find((name) => name !== undefined)
  if (typeof vital !== 'string') return
  fault(
    check,
    [...at, 'sentBy'],
    `Pages measure "${vital}", and no server sends it; leave "sentBy" out, or take an outcome.`,
  )
}

function checkTimes(check: Check, metric: Raw, at: Path): void {
  const { fromMs, toMs, completeOnly, windowMs } = metric
  if (typeof fromMs === 'number' && typeof toMs === 'number' && toMs <= fromMs) {
    fault(check, [...at, 'toMs'], `It ends at ${toMs} ms, not after it begins at ${fromMs} ms.`)
  }
  if (completeOnly === true && windowMs === undefined) {
    fault(check, [...at, 'completeOnly'], 'There is no window to be complete; add "windowMs".')
  }
}

function checkBounds(check: Check, winsorize: unknown, at: Path): void {
  if (!isRecord(winsorize)) return
  const { lower, upper } = winsorize
  if (lower === undefined && upper === undefined) {
    warn(check, at, 'Neither "lower" nor "upper" is given, so that nothing is bounded.')
  }
  // A unit without anything adds 0, and stays where it is.
  if (typeof lower === 'number' && lower > 0) {
    fault(check, [...at, 'lower'], 'A unit without anything adds 0; give 0 or less.')
  }
  if (typeof upper === 'number' && upper <= 0) {
    fault(check, [...at, 'upper'], 'A unit without anything adds 0; give more than 0.')
  }
}

function checkAddress(check: Check, url: unknown, at: Path): void {
  if (typeof url !== 'string') return
  const [, authority = ''] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? []
  if (authority.includes('@')) {
    fault(check, at, 'An address in a ruleset is read by many; take the name and password out.')
  } else if (/[?#]/.test(url)) {
    fault(check, at, 'Write the address of the server alone, without "?" and "#".')
  }
}
