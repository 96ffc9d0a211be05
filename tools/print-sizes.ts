// `pnpm size`: what every entry of every package weighs, minified and gzipped, beside its budget.
// Fails when a budget is exceeded. Looks at `dist`, so build first.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { ADDED, FIRST_LOADS, weighFirstLoad, type FirstLoad } from './first-load.ts'
import { runCommand } from './run-command.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What Size Limit says about one budget. Sizes in bytes. */
interface Budget {
  readonly name: string
  readonly passed: boolean
  readonly size: number
  readonly sizeLimit: number
}

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>
}

/** An entry that a package offers, by the name it is imported with. */
interface Entry {
  readonly name: string
  readonly file: string
}

function entries(): Entry[] {
  return readdirSync(join(root, 'packages')).flatMap((folder) => {
    const path = join(root, 'packages', folder)
    const text = readFileSync(join(path, 'package.json'), 'utf8')
    const { name, exports } = JSON.parse(text) as Manifest
    return Object.entries(exports).flatMap(([entry, target]) =>
      typeof target === 'string'
        ? []
        : [{ name: name + entry.slice(1), file: join(path, target.default) }],
    )
  })
}

async function budgets(): Promise<Budget[]> {
  const { output } = await runCommand(['size-limit', '--json'], { cwd: root })
  const start = output.indexOf('[\n')
  if (start < 0) throw new Error(`Size Limit did not measure anything:\n${output}`)
  return JSON.parse(output.slice(start, output.lastIndexOf(']') + 1)) as Budget[]
}

/** Weighs an entry with all of its own chunks; its dependencies stay outside. Bytes. */
async function ownSize(file: string): Promise<number> {
  if (!existsSync(file)) throw new Error(`${file} does not exist. Build first:  pnpm run build`)
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      ssr: file,
      rolldownOptions: { external: /^(?![./])/ },
    },
  })
  const [first] = Array.isArray(result) ? result : [result]
  const chunks = first !== undefined && 'output' in first ? first.output : []
  const code = chunks.map((chunk) => (chunk.type === 'chunk' ? chunk.code : ''))
  return code.reduce((sum, text) => sum + gzipSync(text).length, 0)
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(2)} kB`.padStart(10)

/** Budgets that Size Limit cannot hold: it knows of no files that a bundler splits off. */
async function firstLoads(): Promise<Budget[]> {
  const loads = new Map<string, FirstLoad>()
  for (const budget of FIRST_LOADS) loads.set(budget.name, await weighFirstLoad(budget))
  return [
    ...FIRST_LOADS.map(({ name, limit }) => {
      const { bytes, files } = loadOf(name, loads)
      return budgetOf(`${name}, in ${files} ${files === 1 ? 'file' : 'files'}`, bytes, limit)
    }),
    ...ADDED.map(({ name, heavier, lighter, limit }) =>
      budgetOf(name, loadOf(heavier, loads).bytes - loadOf(lighter, loads).bytes, limit),
    ),
  ]
}

function loadOf(name: string, loads: ReadonlyMap<string, FirstLoad>): FirstLoad {
  const load = loads.get(name)
  if (load === undefined) throw new Error(`Nothing in FIRST_LOADS is called "${name}".`)
  return load
}

function budgetOf(name: string, size: number, sizeLimit: number): Budget {
  return { name, passed: size <= sizeLimit, size, sizeLimit }
}

const measured = [...(await budgets()), ...(await firstLoads())]
const named = new Set(measured.map(({ name }) => name))
const names = [...measured, ...entries()].map(({ name }) => name.length)
const width = Math.max(...names)

console.log('Minified and gzipped, with their dependencies; React, zod and re2js stay outside.\n')
for (const { name, passed, size, sizeLimit } of measured) {
  const verdict = passed ? '✓' : '✗ over its budget'
  console.log(`${name.padEnd(width)} ${kilobytes(size)} of ${kilobytes(sizeLimit)} ${verdict}`)
}
console.log('\nOwn code alone, of entries that no browser loads.\n')
for (const { name, file } of entries()) {
  if (!named.has(name)) console.log(`${name.padEnd(width)} ${kilobytes(await ownSize(file))}`)
}
if (measured.some(({ passed }) => !passed)) process.exitCode = 1
