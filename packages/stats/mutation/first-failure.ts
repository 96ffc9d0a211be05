// Set up before every test file: one failure is enough. What `bail` of Vitest cancels stays
// cancelled in a worker that is kept, and whatever comes next would look killed.
import { configureGlobal } from 'fast-check'
import { beforeEach } from 'vitest'

// Nobody reads the smallest counterexample.
configureGlobal({ endOnFailure: true })

let hasFailed = false
beforeEach(({ skip, onTestFailed }) => {
  skip(hasFailed)
  onTestFailed(() => {
    hasFailed = true
  })
})
