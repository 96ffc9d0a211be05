// Keeps Vitest loaded in a folder, and runs tests there each time it is told to: starting it
// anew would take six times as long as most mutants live.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BaseSequencer, createVitest, type TestSpecification } from 'vitest/node'

/** What the process is told: a file that changed, and which tests may notice. */
export interface Ask {
  readonly changed: string
  /** Parts of their paths, in the order in which they run. The first stage that fails is the last. */
  readonly stages: readonly (readonly string[])[]
}

/** Which test files noticed a change, none when all pass. */
export interface Heard {
  readonly noticedBy: readonly string[]
}

/** What it answers; at first, what is usual. */
export type Answer = Heard | Usual

/** How long each test file takes without any mutant, and what of a processor that is. */
export interface Usual {
  readonly durations: Readonly<Record<string, number>>
  readonly share: number
}

/** Who needs so many times as much of a processor as without a mutant has lost its way. */
const MOST_TIMES = 12
/** What may be used beyond that, such as by a test that fails and tells why. */
const GRACE_MS = 3000
const WATCH_MS = 500

/** The tests of a run, in the order in which they are named. */
class AsNamed extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number =>
      running.findIndex((part) => moduleId.includes(part))
    return files.toSorted((left, right) => place(left) - place(right))
  }
}

let running: readonly string[] = []
let runs = 0
// From the start, since whoever asks may be gone before the first tests have run.
process.on('disconnect', () => process.exit())
const [root = '', known] = process.argv.slice(2)
const vitest = await createVitest({
  root,
  config: false,
  watch: false,
  isolate: false,
  pool: 'threads',
  maxWorkers: 1,
  setupFiles: [join(root, 'first-failure.ts')],
  reporters: [{}],
  sequence: { sequencer: AsNamed },
  testTimeout: 30_000,
})
const all = await vitest.globTestSpecifications()

async function run(parts: readonly string[]) {
  running = parts
  // For `first-failure.ts`, which asks what run it is in.
  writeFileSync(join(root, 'run'), `${++runs}`)
  const chosen = all.filter(({ moduleId }) => parts.some((part) => moduleId.includes(part)))
  const { testModules: known, unhandledErrors } = await vitest.runTestSpecifications(chosen)
  // It also names those of earlier runs, and what failed there would kill every later mutant.
  const testModules = known.filter(({ moduleId }) =>
    chosen.some((each) => each.moduleId === moduleId),
  )
  const failing = testModules.filter((module) => !module.ok()).map(({ moduleId }) => moduleId)
  return {
    noticedBy: unhandledErrors.length === 0 ? failing : parts,
    failed: testModules.flatMap((module) =>
      [...module.children.allTests('failed')].map(({ fullName }) => fullName),
    ),
    durations: testModules.map(
      (module) => [module.moduleId, module.diagnostic().duration] as const,
    ),
  }
}

const answer = (what: Answer): void => void process.send?.(what)

const usual = known === undefined ? await findUsual() : await wakeUp(JSON.parse(known) as Usual)
answer(usual)

async function findUsual(): Promise<Usual> {
  const before = process.cpuUsage()
  const { noticedBy, failed, durations } = await run([root])
  if (noticedBy.length > 0) {
    throw new Error(`Tests fail without any mutant. Mend them first: ${failed.join('; ')}`)
  }
  // By the processor and not by the clock, however busy the machine is.
  const share = usedSince(before) / durations.reduce((sum, [, duration]) => sum + duration, 0)
  return { durations: Object.fromEntries(durations), share }
}

/** One test loads all sources, as good as all tests. */
async function wakeUp(from: Usual): Promise<Usual> {
  await run(['readme.test'])
  return from
}

function usedSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** How much of a processor tests may use. */
function mostFor(parts: readonly string[]): number {
  const duration = Object.entries(usual.durations)
    .filter(([path]) => parts.some((part) => path.includes(part)))
    .reduce((sum, [, each]) => sum + each, 0)
  return GRACE_MS + MOST_TIMES * duration * usual.share
}

async function noticedIn(parts: readonly string[]): Promise<readonly string[]> {
  const before = process.cpuUsage()
  // The tests run in another thread, so this one can look on.
  const watch = setInterval(() => {
    if (usedSince(before) > mostFor(parts)) process.exit()
  }, WATCH_MS)
  const { noticedBy } = await run(parts)
  clearInterval(watch)
  return noticedBy
}

/** What was changed for the last question, and has been put right since. */
let restored: string | undefined
process.on('message', ({ changed, stages }: Ask) => {
  // Else the last mutant would live on in what Vitest remembers, and kill the next one.
  if (restored !== undefined) vitest.invalidateFile(restored)
  restored = changed
  vitest.invalidateFile(changed)
  void (async () => {
    let noticedBy: readonly string[] = []
    for (const stage of stages) {
      if (stage.length > 0 && noticedBy.length === 0) noticedBy = await noticedIn(stage)
    }
    answer({ noticedBy })
  })()
})
