import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openKills } from './kills.ts'
import { mutantsOf } from './mutants.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-kills-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const text = 'export const more = (x: number): number => x + 2\n'
const [sum, two] = mutantsOf('rates/more.ts', text)
if (sum === undefined || two === undefined) throw new Error('A text with two mutants has none.')

it('remembers a kill beyond the run, and not what lives beside it', () => {
  const path = join(folder, 'kills')
  openKills(path).add(sum, text)
  const kills = openKills(path)
  expect(kills.has(sum, text)).toBe(true)
  expect(kills.has(two, text)).toBe(false)
})

it('forgets the kills of a formula that was edited', () => {
  const path = join(folder, 'kills')
  openKills(path).add(sum, text)
  expect(openKills(path).has(sum, text.replace('more', 'moar'))).toBe(false)
})

it('tells the same change in two files apart', () => {
  const path = join(folder, 'kills')
  openKills(path).add(sum, text)
  expect(openKills(path).has({ ...sum, file: 'means/more.ts' }, text)).toBe(false)
})
