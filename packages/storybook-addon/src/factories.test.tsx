import { composeStories, definePreview } from '@storybook/react-vite'
import { Gate } from '@sluice/react'
import { cleanup, screen } from '@testing-library/react'
import type { ReactElement } from 'react'
import { afterEach, expect, it } from 'vitest'
import { ruleset } from '../test/flags.ts'
import sluice, { setManifest } from './index.ts'
import { sessionOf } from './story/story-session.ts'
import { reportOf } from './story/tell-manager.ts'

setManifest({ ruleset })

function Checkout(): ReactElement {
  return (
    <Gate flag="new-checkout" fallback={<p>The checkout as it is</p>}>
      <p>The new checkout</p>
    </Gate>
  )
}

const preview = definePreview({ addons: [sluice()] })

const meta = preview.meta({ component: Checkout })

const Open = meta.story({
  parameters: { sluice: { variants: { 'new-checkout': 'on' } } },
})

const Stale = Open.extend({ parameters: { sluice: { status: 'stale' } } })

afterEach(() => {
  cleanup()
  document.body.replaceChildren()
})

it('draws the flags of a story that a factory made', async () => {
  await Open.run()
  expect(screen.getByText('The new checkout')).toBeDefined()
  await Promise.resolve()
  expect(reportOf(sessionOf(Open.composed.id))?.rows).toMatchObject([
    { key: 'new-checkout', by: 'story', given: { variant: 'on' } },
  ])
})

it('draws what a story has of the one that it extends', async () => {
  await Stale.run()
  expect(screen.getByText('The new checkout')).toBeDefined()
  expect(reportOf(sessionOf(Stale.composed.id))?.state).toBe('stale')
})

it('draws stories of factories that are composed', async () => {
  // Its types know no module of factories.
  const composed = composeStories({ Open } as never) as Record<string, typeof Open>
  await composed['Open']?.run()
  expect(screen.getByText('The new checkout')).toBeDefined()
})

it('knows of which types the parameters are', () => {
  meta.story({
    // @ts-expect-error -- there is no such state
    parameters: { sluice: { status: 'sleepy' } },
  })
  // @ts-expect-error -- variants are named by text
  expect(() => preview.meta({ parameters: { sluice: { variants: { cta: 5 } } } })).not.toThrow()
})
