import { afterEach, beforeEach, describe, expect, inject } from 'vitest'
import { sluiceMatchers, type SluiceMatchers } from './matchers/matchers.ts'
import type { TestingSettings } from './session.ts'
import {
  cleanUp,
  configureTesting,
  takeFailures,
  takeUses,
  throwNoted,
  type GateUse,
} from './session.ts'
import { createDescribeVariants, type DescribeVariants } from './variants/describe-variants.ts'

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void>, T> extends SluiceMatchers<R> {}
  interface ProvidedContext {
    sluiceManifest: NonNullable<TestingSettings['manifest']>
  }
  interface TaskMeta {
    /** What the gate coverage reporter reads. */
    sluiceUses?: readonly GateUse[]
  }
}

/** Runs a block of tests for each variant of a flag, and for pairwise combinations of several. */
export const describeVariants: DescribeVariants = createDescribeVariants(describe)

// What stands here is the setup: `setupFiles: ['@sluice/testing/vitest']`, or the first import.
expect.extend(sluiceMatchers)

const manifest = inject('sluiceManifest') as TestingSettings['manifest']
if (manifest) configureTesting({ manifest })

beforeEach(() => {
  takeUses()
})

afterEach(({ task }) => {
  cleanUp()
  task.meta.sluiceUses = takeUses()
  // A test that failed said so already.
  if (task.result?.state === 'fail') takeFailures()
  else throwNoted()
})

export type { SluiceMatchers } from './matchers/matchers.ts'
export type {
  DescribeVariants,
  VariantCell,
  VariantsToDescribe,
} from './variants/describe-variants.ts'
