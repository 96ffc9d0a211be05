import { composeStories, setProjectAnnotations } from '@storybook/react-vite'
import { cleanup, screen } from '@testing-library/react'
import { Gate, SluiceProvider, useVariant } from '@sluice/react'
import { createSluiceClient } from '@sluice/client'
import { parseScenario, scenarioFromLink } from '@sluice/client/scenarios'
import type { ReactElement } from 'react'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { ruleset } from '../test/flags.ts'
import sluice, { setManifest } from './index.ts'
import { sessionOf } from './story/story-session.ts'
import { reportOf } from './story/tell-manager.ts'

function Checkout(): ReactElement {
  const label = useVariant('checkout-cta', 'Buy now')
  return (
    <Gate flag="new-checkout" fallback={<p>old: {label}</p>}>
      <p>new: {label}</p>
    </Gate>
  )
}

const own = createSluiceClient({
  url: 'http://127.0.0.1:9',
  clientKey: 'none',
  fetch: () => Promise.reject(new Error('Nobody is there.')),
})

beforeAll(() => {
  setProjectAnnotations(sluice())
  own.close()
})

afterEach(() => {
  setManifest(undefined)
  cleanup()
  document.body.replaceChildren()
})

const stories = {
  default: { title: 'Checkout', component: Checkout },
  Plain: {},
  Urgent: {
    parameters: { sluice: { variants: { 'checkout-cta': 'urgent', 'new-checkout': 'on' } } },
  },
  Offline: { parameters: { sluice: { variants: { 'new-checkout': 'on' }, status: 'offline' } } },
  Crashed: { parameters: { sluice: { variants: { 'new-checkout': 'on' }, status: 'crashed' } } },
  Own: {
    render: () => (
      <SluiceProvider client={own}>
        <Checkout />
      </SluiceProvider>
    ),
  },
  Alone: { parameters: { sluice: { disable: true } } },
}

it('draws the flags of a story without Storybook', async () => {
  setManifest({ ruleset })
  const { Urgent } = composeStories(stories)
  await Urgent.run()
  expect(screen.getByText('new: Only 2 left')).toBeDefined()
})

it('knows the values that a story names without knowing the flags', async () => {
  const { Urgent } = composeStories(stories)
  await Urgent.run()
  expect(screen.getByText('new: Buy now')).toBeDefined()
})

it('lists what was read in the order of the first read, and what would have been recorded', async () => {
  setManifest({ ruleset })
  const { Urgent } = composeStories(stories)
  await Urgent.run()
  await Promise.resolve()
  const report = reportOf(sessionOf(Urgent.id))
  expect(report?.rows.map(({ key }) => key)).toEqual(['checkout-cta', 'new-checkout'])
  expect(report?.exposures.map(({ title, variant }) => `${title}: ${variant}`).toSorted()).toEqual([
    'Checkout on one page: On',
    'Words on the order button: Urgent',
  ])
  expect(JSON.parse(report?.scenario ?? '')).toMatchObject({
    version: 1,
    overrides: { 'checkout-cta': { variant: 'urgent', value: 'Only 2 left' } },
  })
})

it('says what is drawn instead, where nothing has come or a treatment counts as crashed', async () => {
  setManifest({ ruleset })
  const { Offline, Crashed } = composeStories(stories)
  const insteadIn = async (story: typeof Offline) => {
    await story.run()
    const { rows = [] } = reportOf(sessionOf(story.id)) ?? {}
    return Object.fromEntries(rows.map(({ key, instead, differs }) => [key, [instead, differs]]))
  }
  expect(await insteadIn(Offline)).toMatchObject({
    'checkout-cta': ['default', false],
    'new-checkout': ['default', false],
  })
  expect(JSON.parse(reportOf(sessionOf(Offline.id))?.scenario ?? '')).toMatchObject({
    overrides: {},
    status: 'offline',
  })
  // A hook goes on drawing what it is given.
  expect(await insteadIn(Crashed)).toMatchObject({
    'checkout-cta': [undefined, false],
    'new-checkout': ['control', false],
  })
})

it('tells its state in the format that apps and tests open', async () => {
  setManifest({ ruleset, app: 'https://shop.example/cart' })
  const { Urgent } = composeStories(stories)
  await Urgent.run()
  const { scenario = '', appLink = '' } = reportOf(sessionOf(Urgent.id)) ?? {}
  const read = parseScenario(scenario)
  expect(read.overrides?.['new-checkout']).toEqual({ variant: 'on', value: true })
  expect(scenarioFromLink(appLink)).toEqual(read)
  expect(appLink).toMatch(/^https:\/\/shop\.example\/cart#sluice=/)
})

it('goes on reading from its own client below a second provider, and says so', async () => {
  setManifest({ ruleset })
  const { Own } = composeStories(stories)
  await Own.run()
  expect(screen.getByText('old: Buy now')).toBeDefined()
  expect(reportOf(sessionOf(Own.id))?.faults.join()).toContain(
    'There is a <SluiceProvider> inside of this story',
  )
})

it('leaves a story alone that asks for it', async () => {
  const { Alone } = composeStories(stories)
  await Alone.run()
  expect(screen.getByText('old: Buy now')).toBeDefined()
  expect(reportOf(sessionOf(Alone.id))).toBeUndefined()
})

it('draws other flags as soon as the file has others', async () => {
  setManifest({ ruleset })
  const { Plain } = composeStories(stories)
  await Plain.run()
  const { 'checkout-cta': flag } = ruleset.flags
  if (!flag) throw new Error('The flags for this test have no checkout-cta.')
  const flags = { ...ruleset.flags, 'checkout-cta': { ...flag, defaultVariant: 'urgent' } }
  setManifest({ ruleset: { ...ruleset, flags } })
  expect(await screen.findByText('old: Only 2 left')).toBeDefined()
})
