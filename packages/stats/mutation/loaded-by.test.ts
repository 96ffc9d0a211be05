import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { loadedBy } from './loaded-by.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

it('tells what a test loads, and what that loads', () => {
  const test = at('../src/planning/student-power.test.ts')
  const loaded = loadedBy([test]).get(test)
  expect(loaded?.direct).toContain(at('../src/planning/student-power.ts'))
  expect(loaded?.direct).not.toContain(at('../src/distributions/normal.ts'))
  expect(loaded?.all).toContain(at('../src/distributions/normal.ts'))
  expect(loaded?.all).not.toContain(at('../src/analysis/analyze.ts'))
})

it('knows what loads everything', () => {
  const test = at('../test/every-export.test.ts')
  const { all } = loadedBy([test]).get(test) ?? {}
  for (const source of ['analysis/look.ts', 'rates/fisher.ts', 'trend/effect-trend.ts'])
    expect(all).toContain(at(`../src/${source}`))
})
