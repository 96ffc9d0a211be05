import { composeStories, setProjectAnnotations } from '@storybook/react-vite'
import { cleanup, screen } from '@testing-library/react'
import { Gate, SluiceProvider, useTrack, useVariant } from '@sluice/react'
import { createSluiceClient } from '@sluice/client'
import { parseScenario, scenarioFromLink } from '@sluice/client/scenarios'
import { useEffect, type ReactElement } from 'react'
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

function Ordering(): ReactElement {
  const track = useTrack()
  useEffect(() => track('ordered', { value: 42 }), [track])
  return <p>Ordered</p>
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
  Mistyped: {
    render: () => (
      <Gate flag="checkout-cta" fallback={<p>closed</p>}>
        <p>open</p>
      </Gate>
    ),
  },
  Done: { render: () => <Ordering /> },
  Denied: { render: () => <Ordering />, parameters: { sluice: { status: 'no-consent' } } },
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

it('draws the default of the code where nobody says what a flag gives, and knows its variants', async () => {
  setManifest({ ruleset, isNamesOnly: true })
  const { Plain, Urgent } = composeStories(stories)
  await Plain.run()
  expect(screen.getByText('old: Buy now')).toBeDefined()
  expect(reportOf(sessionOf(Plain.id))?.rows).toMatchObject([
    { key: 'checkout-cta', by: 'code', differs: false, title: 'Words on the order button' },
    { key: 'new-checkout', by: 'code', differs: false },
  ])
  await Urgent.run()
  expect(screen.getByText('new: Only 2 left')).toBeDefined()
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

it('lists outcomes that would have been recorded, where that is allowed', async () => {
  const { Done, Denied } = composeStories(stories)
  await Done.run()
  const outcomes = [{ id: '0', name: 'ordered', value: 42 }]
  expect(reportOf(sessionOf(Done.id))?.outcomes).toEqual(outcomes)
  await Denied.run()
  expect(reportOf(sessionOf(Denied.id))?.outcomes).toEqual([])
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

it('says of a flag that the code reads as another type what is drawn, and how to read it', async () => {
  setManifest({ ruleset })
  const { Mistyped, Urgent } = composeStories(stories)
  await Mistyped.run()
  expect(screen.getByText('closed')).toBeDefined()
  expect(reportOf(sessionOf(Mistyped.id))?.rows).toMatchObject([
    {
      key: 'checkout-cta',
      instead: 'mistyped',
      fault: expect.stringContaining(
        "The code reads it as a boolean, but it gives a string, so the code's own default is drawn there. Read it with <Variant>",
      ),
    },
  ])
  await Urgent.run()
  const { rows = [] } = reportOf(sessionOf(Urgent.id)) ?? {}
  expect(rows.map(({ fault, instead }) => [fault, instead])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ])
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
