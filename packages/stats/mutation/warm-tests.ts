// Keeps Vitest loaded in a folder, and runs tests there each time it is told to: starting it
// anew would take six times as long as most mutants live.
import { createVitest } from 'vitest/node'

/** What the process is told: a file that changed, and which tests may notice. */
export interface Ask {
  readonly changed: string
  /** Parts of their paths, in the order in which they run. The first stage that fails is the last. */
  readonly stages: readonly (readonly string[])[]
}

/** What it answers: whether all tests pass; at first, how long each file takes. */
export type Answer =
  | { readonly passes: boolean }
  | { readonly durations: Readonly<Record<string, number>> }

/** Who needs more of a processor than this has lost its way, however busy the machine is. */
const MOST_CPU_MS = 25_000
const WATCH_MS = 500

const [root = ''] = process.argv.slice(2)
const vitest = await createVitest({
  root,
  config: false,
  watch: false,
  isolate: false,
  pool: 'threads',
  maxWorkers: 1,
  reporters: [{}],
  testTimeout: 30_000,
})
const all = await vitest.globTestSpecifications()

async function run(parts: readonly string[]) {
  const chosen = all.filter(({ moduleId }) => parts.some((part) => moduleId.includes(part)))
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(chosen)
  return {
    passes: unhandledErrors.length === 0 && testModules.every((module) => module.ok()),
    durations: testModules.map(
      (module) => [module.moduleId, module.diagnostic().duration] as const,
    ),
  }
}

const answer = (what: Answer): void => void process.send?.(what)

const { passes, durations } = await run([root])
if (!passes) throw new Error('The tests fail without any mutant. Mend them first.')
answer({ durations: Object.fromEntries(durations) })

process.on('message', ({ changed, stages }: Ask) => {
  vitest.invalidateFile(changed)
  const before = process.cpuUsage()
  // The tests run in another thread, so this one can look on.
  const watch = setInterval(() => {
    const { user, system } = process.cpuUsage(before)
    if ((user + system) / 1000 > MOST_CPU_MS) process.exit()
  }, WATCH_MS)
  void (async () => {
    let isAlive = true
    for (const stage of stages) isAlive &&= stage.length === 0 || (await run(stage)).passes
    clearInterval(watch)
    answer({ passes: isAlive })
  })()
})
process.on('disconnect', () => process.exit())
