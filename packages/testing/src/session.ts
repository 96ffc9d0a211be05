import type { Ruleset } from '@sluice/core'
import { endTask, leaveTask } from './client/task.ts'
import { checkOptions } from './naming/check-options.ts'

/** What a flag gave to a component that was on the page, in one test. */
export interface GateUse {
  readonly flag: string
  /** Absent where only a value was named. */
  readonly variant?: string | undefined
  /** Told where there is no variant, to find it by. */
  readonly value?: unknown
}

/** What a test does about a flag that it does not name. */
export type UnnamedFlags = 'fail' | 'default'

/** How tests are set up, until it is said otherwise. */
export interface TestingSettings {
  /** The flags that there are: keys, types and variants are checked against it, and a variant finds its value there. */
  readonly manifest?: Pick<Ruleset, 'flags'> | undefined
  /**
   * What happens when a component reads a flag that its test does not name.
   * `fail` (the default) fails the test and says how to name it; with `default` the
   * component gets its own default value.
   */
  readonly unnamedFlags?: UnnamedFlags
}

interface Session {
  settings: TestingSettings
  uses: Map<string, GateUse>
  failures: Error[]
  endings: Set<() => void>
}

const KEY = Symbol.for('@sluice/testing')
const globals = globalThis as { [KEY]?: Session }

/**
 * What the entries of this package share. It hangs on the global object, because
 * a bundler or a test runner may load two copies of this file.
 */
export const session: Session = (globals[KEY] ??= {
  settings: {},
  uses: new Map(),
  failures: [],
  endings: new Set(),
})

/**
 * Says how tests are set up from now on. What is left out stays as it was.
 *
 * @throws SluiceError `WRONG_OPTION`
 * @example
 * configureTesting({ manifest: await readManifest('flags.yaml') })
 */
export function configureTesting(settings: TestingSettings): void {
  checkOptions({ unnamedFlags: settings.unnamedFlags })
  session.settings = { ...session.settings, ...settings }
}

/**
 * Notes that the test which runs now exercised a variant. What renders does it by itself; a
 * test that drives a page does it with what `uses` of `forceFlags` tells.
 */
export function noteUse(use: GateUse): void {
  const key = JSON.stringify([use.flag, use.variant, use.value])
  if (!session.uses.has(key)) session.uses.set(key, use)
}

/**
 * Takes what was used since the last call, for who tells which test exercised
 * which variant: an adapter for another test runner.
 */
export function takeUses(): readonly GateUse[] {
  // What is on the screen is told when the task ends.
  endTask()
  const uses = [...session.uses.values()]
  session.uses.clear()
  return uses
}

/** Notes a fault that has to fail the test, also where a boundary catches what is thrown. */
export function noteFailure<E extends Error>(error: E): E {
  session.failures.push(error)
  return error
}

/** Cleans up what the test rendered; for the end of each test. */
export function cleanUp(): void {
  leaveTask()
  for (const ending of session.endings) ending()
  session.endings.clear()
}

/** Forgets the faults that were noted, and tells them. */
export function takeFailures(): readonly Error[] {
  return session.failures.splice(0)
}

/**
 * Throws what was noted since the last call; for the end of each test.
 *
 * @throws the first fault
 */
export function throwNoted(): void {
  const [first] = takeFailures()
  if (first) throw first
}
