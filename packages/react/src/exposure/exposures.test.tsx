import { act } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { Crash } from '../../test/crash.tsx'
import { Activity, casesAsMarkdown, EXPOSURE_CASES } from '../../test/exposure-cases.tsx'
import { openStage, playCase } from '../../test/exposure-stage.tsx'
import readme from '../../README.md?raw'
import { takeConsole } from '../../test/strict-page.ts'
import { Gate } from '../index.ts'

/** A table without the spaces that only lay it out. */
const plain = (table: string): string => table.replaceAll(/ *\| */g, '|').replaceAll(/-+/g, '-')

it('is the table of the README', () => {
  expect(plain(readme)).toContain(plain(casesAsMarkdown()))
})

// What `act` gives is no promise that can be chained.
async function settle(deed: () => unknown): Promise<void> {
  await act(async () => {
    await deed()
  })
}

it.each(EXPOSURE_CASES.filter(({ needs }) => needs === undefined || Activity))(
  'counts $exposures exposures for $situation',
  async (one) => {
    const { exposures, crashes = 0 } = one
    expect(await playCase(one, settle)).toEqual({ exposures, crashes, told: exposures })
    // React prints what was thrown.
    if (crashes) takeConsole()
  },
)

it('tells of a crash which variant it was, what it said, and where it stood', async () => {
  const stage = await openStage(settle)
  await stage.draw(
    <Gate flag="new-checkout">
      <Crash during="render" message="no basket" />
    </Gate>,
  )
  await vi.waitFor(() => expect(stage.collector.crashes()).toHaveLength(1))
  expect(stage.collector.crashes()).toMatchObject([
    {
      flag: 'new-checkout',
      variant: 'on',
      version: 1,
      message: 'no basket',
      componentStack: expect.stringMatching(/Crash.*Gate/s),
    },
  ])
  takeConsole()
  await settle(() => stage.close())
})
