// `pnpm --filter @sluice/stats run mutate`: breaks the formulas one small change at a time, and
// looks whether a test notices. `--count 240` draws that many, `--seed 1` which ones, `--at file:line` those of a line.
import { spawn } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createGenerator } from '../src/index.ts'
import { explained } from './explained.ts'
import type { Mutant } from './mutants.ts'
import { mutantsOf, mutate } from './mutants.ts'

const WORKERS = 2
/** A mutant that runs for longer than this has lost its way, which a test would notice. */
const TIMEOUT_MS = 90_000

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '240' },
    seed: { type: 'string', default: '1' },
    in: { type: 'string', default: '' },
    at: { type: 'string', multiple: true },
  },
})
const home = fileURLToPath(new URL('..', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))
const source = join(home, 'src')

/** What computes or decides; a table of references does neither. */
const isFormula = (file: string): boolean =>
  file.endsWith('.ts') &&
  !/\.test\.ts$|^index\.ts|^errors\.ts|reference\.ts$/.test(file) &&
  file.startsWith(values.in)

function draw(all: readonly Mutant[], count: number, seed: number): Mutant[] {
  const { below } = createGenerator(seed)
  const left = [...all]
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(below(left.length), 1),
  ).flat()
}

function makeWorkshop(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-mutants-'))
  for (const name of ['src', 'test'])
    cpSync(join(home, name), join(folder, name), { recursive: true })
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  const link = (from: string, name: string): void =>
    symlinkSync(join(from, 'node_modules', name), join(modules, name))
  link(root, 'vitest')
  for (const name of ['@noble', 'canonicalize', 'fast-check']) link(home, name)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    'export default { test: { bail: 1, isolate: false, pool: "threads", testTimeout: 30000 } }',
  )
  return folder
}

// Each in a group of its own, so that a test that never ends goes with its threads.
const running = new Set<number>()
const stopTests = (): void => {
  for (const pid of running) process.kill(-pid, 'SIGKILL')
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    stopTests()
    process.exit(1)
  })
}

/** Runs the tests, or those of one folder; true when they pass. */
async function passes(folder: string, filter?: string): Promise<boolean> {
  const args = [
    'run',
    '--root',
    folder,
    '--passWithNoTests',
    ...(filter === undefined ? [] : [filter]),
  ]
  const child = spawn(join(root, 'node_modules/.bin/vitest'), args, {
    cwd: folder,
    stdio: 'ignore',
    detached: true,
  })
  const { pid } = child
  if (pid !== undefined) running.add(pid)
  return await new Promise((resolve) => {
    const timer = setTimeout(() => {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL')
    }, TIMEOUT_MS)
    child.once('exit', (code) => {
      clearTimeout(timer)
      if (pid !== undefined) running.delete(pid)
      resolve(code === 0)
    })
  })
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter(isFormula)
  .toSorted()
const all = files.flatMap((file) => mutantsOf(file, readFileSync(join(source, file), 'utf8')))
const pool = all.filter(({ file, line }) => values.at?.includes(`${file}:${line}`) ?? true)
const chosen = draw(pool, Number(values.count), Number(values.seed))
console.log(`${chosen.length} of ${all.length} mutants in ${files.length} files`)

const queue = [...chosen]
const survivors: Mutant[] = []

async function work(): Promise<void> {
  const folder = makeWorkshop()
  try {
    if (!(await passes(folder)))
      throw new Error('The tests fail without any mutant. Mend them first.')
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const path = join(folder, 'src', mutant.file)
      const text = readFileSync(path, 'utf8')
      writeFileSync(path, mutate(text, mutant))
      // Most die of the tests beside them, which are quick.
      const isAlive =
        (await passes(folder, `src/${dirname(mutant.file)}/`)) && (await passes(folder))
      if (isAlive) survivors.push(mutant)
      console.error(
        `${isAlive ? 'alive' : 'killed'} ${mutant.file}:${mutant.line}: ${mutant.was} → ${mutant.is}`,
      )
      writeFileSync(path, text)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await Promise.all(Array.from({ length: WORKERS }, work))
const reasonFor = ({ file, line, was, is }: Mutant): string | undefined => {
  const code = readFileSync(join(source, file), 'utf8').split('\n')[line - 1] ?? ''
  return explained.find(
    (entry) =>
      entry.file === file &&
      (entry.was === undefined || entry.was === was) &&
      (entry.is === undefined || entry.is === is) &&
      code.includes(entry.code),
  )?.why
}
let unexplained = 0
for (const mutant of survivors.toSorted((left, right) =>
  left.file + left.line < right.file + right.line ? -1 : 1,
)) {
  const why = reasonFor(mutant)
  if (why === undefined) unexplained++
  const at = relative(root, join(source, mutant.file))
  console.log(
    `${why === undefined ? '✗' : '·'} ${at}:${mutant.line}: ${mutant.was} → ${mutant.is}${why === undefined ? '' : ` (${why})`}`,
  )
}
console.log(
  `${chosen.length - survivors.length} killed, ${survivors.length - unexplained} explained, ${unexplained} unexplained`,
)
if (unexplained > 0) process.exitCode = 1
