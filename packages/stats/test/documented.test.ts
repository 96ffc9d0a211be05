import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const SOURCES = new URL('../src/', import.meta.url)

/** Functions with no formula of anybody: a mean, a count, or what a plan says. */
const WITHOUT_SOURCE = [
  'analyze',
  'checkPlan',
  'checkSequentialMinimum',
  'countedUnits',
  'durationFor',
  'isRefusal',
  'meanEstimate',
  'momentsOf',
  'planChanges',
  'plannedLooks',
  'rateEstimate',
  'sumUnits',
  'wholeWeeks',
]
/** Functions that have an answer for everything of their types. */
const WITHOUT_ERRORS = ['isRefusal']

/** What stands above each exported function, by its name. */
function docstrings(): ReadonlyMap<string, string> {
  const index = readFileSync(new URL('index.ts', SOURCES), 'utf8')
  const found = new Map<string, string>()
  for (const [, names = '', path = ''] of index.matchAll(/export \{([^}]*)\} from '([^']+)'/g)) {
    const source = readFileSync(new URL(path, SOURCES), 'utf8')
    for (const name of names.split(',').map((one) => one.trim())) {
      const at = source.search(new RegExp(`export function ${name}\\b`))
      if (name === '' || at < 0) continue
      const before = source.slice(0, at).trimEnd()
      found.set(name, before.endsWith('*/') ? before.slice(before.lastIndexOf('/**')) : '')
    }
  }
  return found
}

it('names source and errors of every exported function that has them', () => {
  const docs = [...docstrings()]
  const lacking = (tag: string): string[] =>
    docs
      .filter(([, doc]) => !doc.includes(tag))
      .map(([name]) => name)
      .toSorted()
  expect(docs.length).toBeGreaterThan(90)
  expect(docs.filter(([, doc]) => doc === '')).toEqual([])
  expect(lacking('@see')).toEqual(WITHOUT_SOURCE)
  expect(lacking('@throws')).toEqual(WITHOUT_ERRORS)
})
