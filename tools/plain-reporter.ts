import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** Closes a run with the line `N passed, N failed, N skipped`, for people and log readers alike. */
export default class PlainReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly SerializedError[] = [],
  ): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      let failedTests = 0
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        count[state] += 1
        if (state === 'failed') failedTests += 1
      }
      // A module that failed while loading has no failed test to count.
      if (module.state() === 'failed' && failedTests === 0) count.failed += 1
    }
    // Nor has an error outside of every test, which fails the run all the same.
    const failed = count.failed + unhandledErrors.length
    const skipped = count.skipped + count.pending
    process.stdout.write(`\n${count.passed} passed, ${failed} failed, ${skipped} skipped\n`)
  }
}
