import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ADDED, FIRST_LOADS } from '../first-load.ts'
import { repositoryFiles, root } from './repository-files.ts'

interface Budget {
  readonly name: string
  readonly limit: string
  readonly gzip?: boolean
}

const budgets = JSON.parse(readFileSync(join(root, '.size-limit.json'), 'utf8')) as Budget[]
const limits = new Map(budgets.map(({ name, limit }) => [name, limit]))
for (const { name, limit } of [...FIRST_LOADS, ...ADDED]) limits.set(name, `${limit / 1000} kB`)

/** A line that quotes a size says which budget it means: `<!-- size: @sluice/react -->`. */
const quoted = repositoryFiles()
  .filter(({ path }) => path.endsWith('.md'))
  .flatMap(({ path, text }) => text.split('\n').map((line) => ({ path, line })))
  .flatMap(({ path, line }) => {
    const name = /<!-- size: (.+?) -->/.exec(line)?.[1]
    return name === undefined || line.includes(`\`<!-- size:`) ? [] : [{ path, line, name }]
  })

it('quotes no size in a README that is not the limit of its budget', () => {
  for (const { path, line, name } of quoted) {
    expect(limits.has(name), `${path}: .size-limit.json has no budget "${name}"`).toBe(true)
    expect(line, `${path}: the limit of "${name}"`).toContain(limits.get(name))
  }
})

it('measures what a browser downloads', () => {
  expect(budgets.filter(({ gzip }) => gzip !== true)).toEqual([])
})

it.each(['core', 'client', 'react'])('has a budget for every entry of %s', (name) => {
  const text = readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')
  const { exports } = JSON.parse(text) as { exports: Record<string, unknown> }
  const entries = Object.keys(exports).filter((entry) => entry !== './package.json')
  for (const entry of entries) {
    expect([...limits.keys()]).toContain(`@sluice/${name}${entry.slice(1)}`)
  }
})
