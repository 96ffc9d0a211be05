import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, it } from 'vitest'
import type { Table } from '../measure/table.ts'
import { machineLine } from './markdown.ts'
import type { Machine } from './machine.ts'

const results = new URL('../results/', import.meta.url)
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const names = readdirSync(results).map((file) => basename(file, '.json'))

it.each(names)('has the figures of %s where they are read', (name) => {
  const { machine, tables } = JSON.parse(
    readFileSync(new URL(`${name}.json`, results), 'utf8'),
  ) as { readonly machine: Machine; readonly tables: readonly Table[] }
  const [, section = ''] = readme.split(new RegExp(`<!-- (?:begin|end): ${name} -->`))
  expect(section).toContain(machineLine(machine))
  for (const { title } of tables) expect(section).toContain(`### ${title}\n`)
})
