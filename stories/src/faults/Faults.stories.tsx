import { createSluiceClient, Gate, SluiceProvider, useVariant } from '@sluice/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect } from 'storybook/test'

/** What the panel says when something is wrong: each of these stories draws all the same. */
export default { title: 'Addon/What can go wrong' } satisfies Meta

const reviews = (
  <Gate flag="reviews" fallback={<p>No reviews</p>}>
    <p>★★★★☆ of 87 people</p>
  </Gate>
)

function Misspelt(): ReactElement {
  return <p>{useVariant('chekout-cta' as 'checkout-cta', 'Place order')}</p>
}

/** The code reads a gate that nobody has defined. */
export const UnknownFlag: StoryObj = {
  render: () => <Misspelt />,
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Place order')).toBeVisible()
  },
}

/** The story asks for a variant that was taken out of the file. */
export const VariantThatIsGone: StoryObj = {
  parameters: { sluice: { variants: { reviews: 'maybe' } } },
  render: () => reviews,
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/87 people/)).toBeVisible()
  },
}

/** The story gives a number to a gate that is on or off. */
export const WrongType: StoryObj = {
  parameters: { sluice: { flags: { reviews: 5 } } },
  render: () => reviews,
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/87 people/)).toBeVisible()
  },
}

const own = createSluiceClient({
  url: 'http://127.0.0.1:9',
  clientKey: 'none',
  fetch: () => Promise.reject(new Error('Nobody is there.')),
})
own.close()

/** The story brings a provider of its own; the gates of the addon are drawn all the same. */
export const TwoProviders: StoryObj = {
  parameters: { sluice: { variants: { reviews: 'off' } } },
  render: () => <SluiceProvider client={own}>{reviews}</SluiceProvider>,
  play: async ({ canvas }) => {
    await expect(canvas.getByText('No reviews')).toBeVisible()
  },
}

function Order(): ReactElement {
  const words = useVariant('checkout-cta', 'Place order')
  if (words === 'Send it on its way') throw new Error('There is no way to send it.')
  return <p>{words}</p>
}

/** One variant throws, with nothing around it to catch that: choose the other one in the panel. */
export const Throws: StoryObj = {
  tags: ['!test', '!autodocs'],
  parameters: { sluice: { variants: { 'checkout-cta': 'warm' } } },
  render: () => <Order />,
}

/** One variant has a button without a name: the grid tells which one. */
export const NotForEverybody: StoryObj = {
  tags: ['!test', '!autodocs'],
  parameters: { a11y: { test: 'off' } },
  render: () => (
    <Gate flag="reviews" fallback={<p>No reviews</p>}>
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- the grid has to find it */}
      <button type="button" />
    </Gate>
  ),
}
