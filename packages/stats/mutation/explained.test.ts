import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { explained } from './explained.ts'
import { explains } from './explained/explanation.ts'
import { mutantsOf } from './mutants.ts'

it.each(explained)('names a mutant that there is: $file, $code', (entry) => {
  const text = readFileSync(new URL(`../src/${entry.file}`, import.meta.url), 'utf8')
  const lines = text.split('\n')
  const named = mutantsOf(entry.file, text).filter((mutant) =>
    explains(entry, mutant, lines[mutant.line - 1] ?? ''),
  )
  expect(named.length).toBeGreaterThan(0)
})
