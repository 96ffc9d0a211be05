import { beforeEach, expect, it } from 'vitest'
import { EXPOSURE_CASES } from '../../test/exposure-cases.tsx'
import { playCase } from '../../test/exposure-stage.tsx'
import { takeConsole } from '../../test/strict-page.ts'

// Pages as visitors have them: React schedules its own work, and the browser paints.
beforeEach(() => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
})

const frame = (): Promise<number> => new Promise(requestAnimationFrame)

async function settle(deed: () => unknown): Promise<void> {
  await deed()
  await frame()
  await frame()
  await new Promise((resolve) => setTimeout(resolve, 20))
}

it.each(EXPOSURE_CASES)('counts $exposures exposures for $situation', async (one) => {
  const { exposures, crashes = 0 } = one
  expect(await playCase(one, settle)).toEqual({ exposures, crashes })
  if (crashes) takeConsole()
})
