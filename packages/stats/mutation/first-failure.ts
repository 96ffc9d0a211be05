// Set up before every test file: one failure is enough, also for the files that come after it in
// the same run. What `bail` of Vitest cancels stays cancelled in a worker that is kept, and
// whatever comes next would look killed.
import { readFileSync } from 'node:fs'
import { configureGlobal } from 'fast-check'
import { beforeEach } from 'vitest'

// Nobody reads the smallest counterexample.
configureGlobal({ endOnFailure: true })

// The worker, with its globals, may be that of earlier runs.
const run = readFileSync(new URL('run', import.meta.url), 'utf8')
const kept = globalThis as { failedRun?: string }
beforeEach(({ skip, onTestFailed }) => {
  skip(kept.failedRun === run)
  onTestFailed(() => {
    kept.failedRun = run
  })
})
