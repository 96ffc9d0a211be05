import { act } from '@testing-library/react'
import { expect, it } from 'vitest'
import { Activity, casesAsMarkdown, EXPOSURE_CASES } from '../../test/exposure-cases.tsx'
import { playCase } from '../../test/exposure-stage.tsx'
import readme from '../../README.md?raw'
import { takeConsole } from '../../test/strict-page.ts'

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
    expect(await playCase(one, settle)).toEqual({ exposures, crashes })
    // React prints what was thrown.
    if (crashes) takeConsole()
  },
)
