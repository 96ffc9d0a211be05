import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { EVENTS, RULINGS, STATES } from '../src/index.ts'

it('prints the table in the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const rows = EVENTS.map(
    (kind) => `${kind} ${STATES.map((name) => RULINGS[name][kind].split(':')[0]).join(' ')}`,
  )
  const printed = readme
    .split('\n')
    .filter((line) => /^\| `[a-z_]+`/.test(line))
    .map((line) => line.replaceAll(/[|`]/g, ' ').replaceAll(/\s+/g, ' ').trim())
    .filter((line) => (EVENTS as readonly string[]).includes(line.split(' ')[0] ?? ''))
  expect(printed).toEqual(rows)
})
