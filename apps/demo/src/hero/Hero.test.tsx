import { renderWithFlags } from '@sluice/testing/react'
import { describeVariants } from '@sluice/testing/vitest'
import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { Hero } from './Hero.tsx'

describeVariants('hero-layout', ({ variants }) => {
  it('opens the page with one heading, which names the section', () => {
    renderWithFlags(<Hero />, { variants })
    const { id } = screen.getByRole('heading', { level: 1 })
    expect(document.querySelector('section')?.getAttribute('aria-labelledby')).toBe(id)
  })
})

it('is another picture when somebody turns the flag while the page is open', () => {
  const { sluice } = renderWithFlags(<Hero />, { variants: { 'hero-layout': 'portrait' } })
  const portrait = document.body.innerHTML
  sluice.setVariants({ 'hero-layout': 'letter' })
  expect(document.body.innerHTML).not.toBe(portrait)
  expect(sluice).toHaveExposedOnce('hero-layout', 'letter')
})
