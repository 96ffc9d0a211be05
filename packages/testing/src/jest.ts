import { sluiceMatchers, type SluiceMatchers } from './matchers/matchers.ts'
import { cleanUp, takeUses, throwNoted } from './session.ts'
import { createDescribeVariants, type DescribeVariants } from './variants/describe-variants.ts'

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- where Jest's types look
  namespace jest {
    interface Matchers<R> extends SluiceMatchers<R> {}
  }
}

// The `expect` of @jest/globals.
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends SluiceMatchers<R> {}
}

interface JestGlobals {
  readonly describe?: (title: string, block: () => void) => void
  readonly expect?: { extend(matchers: object): void }
  readonly beforeEach?: (hook: () => void) => void
  readonly afterEach?: (hook: () => void) => void
}

const { describe, expect, beforeEach, afterEach } = globalThis as JestGlobals

if (!describe || !expect || !beforeEach || !afterEach)
  throw new Error(
    'Jest has no globals here. Load @sluice/testing/jest in setupFilesAfterEnv, and leave injectGlobals on; ' +
      'or use sluiceMatchers and createDescribeVariants of @sluice/testing.',
  )

/** Runs a block of tests for each variant of a flag, and for pairwise combinations of several. */
export const describeVariants: DescribeVariants = createDescribeVariants(describe)

// What stands here is the setup: `setupFilesAfterEnv: ['@sluice/testing/jest']`.
expect.extend(sluiceMatchers)
beforeEach(() => {
  takeUses()
})
afterEach(() => {
  cleanUp()
  throwNoted()
})

export type { SluiceMatchers } from './matchers/matchers.ts'
export type {
  DescribeVariants,
  VariantCell,
  VariantsToDescribe,
} from './variants/describe-variants.ts'
