import { renderWithFlags } from '@sluice/testing/react'
import { describeVariants } from '@sluice/testing/vitest'
import { screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { Recommendations } from './Recommendations.tsx'

afterEach(() => {
  vi.restoreAllMocks()
})

describeVariants('recommendations', ({ variants }) => {
  it('shows pairs, whatever the carousel does', () => {
    // The carousel crashes, and React says so.
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const onError = vi.fn<() => void>()
    renderWithFlags(<Recommendations onOpen={() => {}} />, { variants, onError })
    expect(screen.getAllByRole('listitem').length).toBeGreaterThanOrEqual(3)
    const isCarousel = variants.recommendations === 'carousel'
    expect(onError.mock.calls.length).toBe(isCarousel ? 1 : 0)
    expect(printed.mock.calls.length > 0).toBe(isCarousel)
  })
})
