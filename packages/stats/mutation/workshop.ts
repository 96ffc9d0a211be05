import { fork } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadedBy } from './loaded-by.ts'
import type { Mutant } from './mutants.ts'
import { mutate } from './mutants.ts'
import type { Answer, Ask, Heard, Usual } from './warm-tests.ts'

/** Of the time of some tests; those that take the rest come after them, one by one. */
const QUICK_SHARE = 0.05

const home = fileURLToPath(new URL('..', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))
const tests = fileURLToPath(new URL('warm-tests.ts', import.meta.url))
const setUp = fileURLToPath(new URL('first-failure.ts', import.meta.url))

/** How a mutant ended: no test noticed it, one did, or none came to an end. */
export type Fate = 'alive' | 'killed' | 'endless'

/**
 * Which tests a mutant meets: the quick ones beside it and those that name its file, or all beside
 * it and the quick ones of other folders, or all.
 */
export type Reach = 'near' | 'quick' | 'all'

/** A copy of the sources in which one thing at a time is broken. */
export interface Workshop extends Disposable {
  tryOut(mutant: Mutant, reach: Reach): Promise<Fate>
}

/** Opens one. Throws when the tests fail without any mutant. */
export async function openWorkshop(): Promise<Workshop> {
  const folder = copySources()
  let tester = await startTester(folder)
  const { usual } = tester
  const { durations } = usual
  const files = Object.keys(durations).toSorted(
    (left, right) => (durations[left] ?? 0) - (durations[right] ?? 0),
  )
  const quick = quickOf(files, durations)
  const loaded = loadedBy(files)
  const notices = countNotices()
  const stagesFor = (file: string, reach: Reach): string[][] => {
    const changed = join(folder, 'src', file)
    const beside = join(folder, 'src', dirname(file), '/')
    const ofItsName = changed.replace(/\.ts$/, '.test.ts')
    const noticing = files.filter((path) => loaded.get(path)?.all.has(changed))
    const own = noticing.filter((path) => path.startsWith(beside) && path !== ofItsName)
    const first = quickOf(own, durations)
    const others = noticing.filter((path) => !path.startsWith(beside))
    const isFar = (path: string): number => (loaded.get(path)?.direct.has(changed) ? 0 : 1)
    own.sort((left, right) => notices.compare(file, left, right) || isFar(left) - isFar(right))
    const usual = own.filter((path) => first.has(path) && notices.has(file, path)).slice(0, 1)
    const slow = own.filter((path) => !first.has(path) && (reach !== 'near' || isFar(path) === 0))
    return [
      noticing.filter((path) => path === ofItsName),
      usual,
      // Together, since each stage loads the sources anew.
      own.filter((path) => first.has(path) && !usual.includes(path)),
      ...slow.map((path) => [path]),
      reach === 'near' ? [] : others.filter((path) => quick.has(path)),
      ...(reach === 'all' ? others.filter((path) => !quick.has(path)).map((path) => [path]) : []),
    ]
  }
  return {
    async tryOut(mutant, reach) {
      const changed = join(folder, 'src', mutant.file)
      const text = readFileSync(changed, 'utf8')
      writeFileSync(changed, mutate(text, mutant))
      try {
        const heard = await tester.ask({ changed, stages: stagesFor(mutant.file, reach) })
        if (heard !== undefined) {
          for (const test of heard.noticedBy) notices.add(mutant.file, test)
          return heard.noticedBy.length === 0 ? 'alive' : 'killed'
        }
      } finally {
        writeFileSync(changed, text)
      }
      tester.kill()
      tester = await startTester(folder, usual)
      return 'endless'
    },
    [Symbol.dispose]() {
      tester.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What noticed earlier changes of a file is likely to notice the next one, and comes first. */
function countNotices() {
  const counts = new Map<string, number>()
  const nameOf = (file: string, test: string): string => `${file} ${test}`
  const countOf = (file: string, test: string): number => counts.get(nameOf(file, test)) ?? 0
  return {
    has: (file: string, test: string): boolean => countOf(file, test) > 0,
    add: (file: string, test: string): void =>
      void counts.set(nameOf(file, test), countOf(file, test) + 1),
    compare: (file: string, left: string, right: string): number =>
      countOf(file, right) - countOf(file, left),
  }
}

/** The quickest of some tests, a share of the time that they take: whatever else the machine does. */
function quickOf(
  rising: readonly string[],
  durations: Readonly<Record<string, number>>,
): ReadonlySet<string> {
  const durationOf = (path: string): number => durations[path] ?? 0
  let left = QUICK_SHARE * rising.reduce((sum, path) => sum + durationOf(path), 0)
  return new Set(rising.filter((path) => (left -= durationOf(path)) > 0))
}

function copySources(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-mutants-')))
  for (const name of ['src', 'test'])
    cpSync(join(home, name), join(folder, name), { recursive: true })
  // What tests draw from.
  cpSync(join(home, 'simulation', 'chance.ts'), join(folder, 'simulation', 'chance.ts'))
  cpSync(setUp, join(folder, 'first-failure.ts'))
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  const link = (from: string, name: string): void =>
    symlinkSync(join(from, 'node_modules', name), join(modules, name))
  link(root, 'vitest')
  for (const name of ['@noble', 'canonicalize', 'fast-check']) link(home, name)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  return folder
}

/** A process that runs tests, one request at a time. */
interface Tester {
  readonly usual: Usual
  /** @returns `undefined` when it found no end */
  ask(what: Ask): Promise<Heard | undefined>
  kill(): void
}

/** @param known - what an earlier one has found out of the same tests */
async function startTester(folder: string, known?: Usual): Promise<Tester> {
  const child = fork(tests, [folder, ...(known === undefined ? [] : [JSON.stringify(known)])], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let hear: (answer: Answer | undefined) => void = () => {}
  const nextAnswer = (): Promise<Answer | undefined> => new Promise((resolve) => (hear = resolve))
  child.on('message', (answer: Answer) => hear(answer))
  child.on('exit', () => hear(undefined))
  const ready = await nextAnswer()
  if (ready === undefined || !('durations' in ready)) throw new Error('See above.')
  return {
    usual: ready,
    async ask(what) {
      const answer = nextAnswer()
      child.send(what)
      const heard = await answer
      return heard && 'noticedBy' in heard ? heard : undefined
    },
    kill: () => void child.kill('SIGKILL'),
  }
}
