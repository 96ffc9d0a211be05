import { renderWithFlags } from '@sluice/testing/react'
import { describeVariants } from '@sluice/testing/vitest'
import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { Banner } from './Banner.tsx'

const words = {
  plain: 'Thrown and fired in one old mill',
  kiln: 'The kiln is open!',
  duties: 'Duties and taxes are in the price.',
}

describeVariants('banner', ({ variants }) => {
  it('says what is on, and links to more of it', () => {
    const { sluice } = renderWithFlags(<Banner />, { variants })
    const strip = screen.getByRole('complementary', { name: 'News from the mill' })
    expect(strip.textContent).toContain(words[variants.banner ?? 'plain'])
    expect(screen.getByRole('link').getAttribute('href')).toMatch(/^#/)
    expect(sluice).toHaveExposedOnce('banner', variants.banner)
  })
})

it('says what it says every day while the service is down', () => {
  renderWithFlags(<Banner />, { variants: { banner: 'kiln' }, status: 'offline' })
  expect(document.body.textContent).toContain(words.plain)
})
