// @vitest-environment node
import { createLocalClient } from '@sluice/client/local'
import type { ExposureEvent } from '@sluice/core'
import { Suspense, type ReactElement, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { renderToReadableStream } from 'react-dom/server.browser'
import { expect, it } from 'vitest'
import { flag } from '../../test/service.ts'
import { Gate, Override, SluiceProvider, useGate, useVariant, Variant } from '../index.ts'
import { SluiceRoot } from '../root.ts'
import { evaluateFlags, exposuresHtml, SluiceExposures, type ServerFlags } from './index.ts'

const served = [
  flag('new-checkout', true, 'on', { version: 3, allocationVersion: 2, ruleId: 'half' }),
  flag('checkout-cta', 'Hurry', 'urgent', { version: 1, sampleBps: 10_000 }),
  flag('closed', false),
  flag('rare', true, 'on', { sampleBps: 0 }),
  flag('seen', true, 'on', { exposure: 'visible' }),
  flag('said', true, 'on', { exposure: 'manual' }),
  flag('never', true, 'on', { exposure: 'off' }),
]

const evaluate = (): ServerFlags =>
  evaluateFlags(
    {
      evaluateAll: (context) => ({
        flags: served,
        version: 3,
        epoch: 'test',
        context,
        eventAttributes: { units: ['company'], stored: ['country'] },
      }),
    },
    { targetingKey: 'ada', anonymousKey: 'anon', company: 'acme', country: 'DE', email: 'a@b.c' },
  )

const page = (flags: ServerFlags, children: ReactNode): ReactElement => (
  <SluiceProvider client={createLocalClient({ bootstrap: flags.bootstrap })}>
    {children}
  </SluiceProvider>
)

const report = { url: 'https://gates.test/', clientKey: 'sluice_client_test' } as const

const htmlOf = (flags: ServerFlags, nonce?: string): string =>
  exposuresHtml({ flags, ...report, consent: 'granted', nonce })

/** The events that a page carries. */
function eventsOf(html: string): ExposureEvent[] {
  const [, json = '[]'] = /<script class="sluice-drawn"[^>]*>(.*?)<\/script>/s.exec(html) ?? []
  return JSON.parse(json) as ExposureEvent[]
}

const flagsOf = (html: string): string[] => eventsOf(html).map((event) => event.flag)

it('holds no more when one evaluation is drawn again and again, and nobody takes what was drawn', () => {
  const flags = evaluate()
  const drawn = createLocalClient({ bootstrap: flags.bootstrap }).drawn ?? []
  const app = (
    <>
      <Reader />
      <Open name="closed" />
      <Override values={{ 'new-checkout': false }}>
        <Open name="new-checkout" />
      </Override>
      <Reader name="unknown" />
    </>
  )
  for (let i = 0; i < 1500; i++) renderToString(page(flags, app))
  const once = createLocalClient({ bootstrap: flags.bootstrap })
  for (let i = 0; i < 1500; i++)
    renderToString(<SluiceProvider client={once}>{app}</SluiceProvider>)
  expect(drawn.length).toBeLessThanOrEqual(4000)
  expect(flagsOf(htmlOf(flags)).toSorted()).toEqual(['checkout-cta', 'closed'])
  expect(drawn).toHaveLength(0)
  renderToString(page(flags, <Open name="new-checkout" />))
  expect(flagsOf(htmlOf(flags))).toEqual(['new-checkout'])
})

function Reader({ name = 'checkout-cta' }: { readonly name?: string }): string {
  return useVariant(name, 'Buy now')
}

function Open({ name }: { readonly name: string }): string {
  return `${useGate(name)}`
}

it('carries what was drawn, each flag once, as the client would describe it', () => {
  const flags = evaluate()
  renderToString(
    page(
      flags,
      <>
        <Gate flag="new-checkout">new</Gate>
        <Open name="new-checkout" />
        <Reader />
        <Variant flag="checkout-cta" cases={{ control: 'plain', urgent: 'urgent' }} />
        <Gate flag="closed">new</Gate>
      </>,
    ),
  )
  const events = eventsOf(htmlOf(flags))
  expect(events.map((event) => event.flag)).toEqual(['new-checkout', 'checkout-cta', 'closed'])
  expect(events[0]).toEqual({
    type: 'exposure',
    id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
    units: { targetingKey: 'ada', anonymousKey: 'anon', company: 'acme' },
    attributes: { country: 'DE' },
    flag: 'new-checkout',
    variant: 'on',
    version: 3,
    allocationVersion: 2,
    ruleId: 'half',
    reason: 'SPLIT',
    phase: 'server',
    weight: 1,
    contextHash: expect.any(String),
    session: expect.any(String),
  })
  expect(new Set(events.map(({ session }) => session)).size).toBe(1)
})

it('leaves out what does not count with the commit, what is sampled away, and what is forced', () => {
  const flags = evaluate()
  renderToString(
    page(
      flags,
      <>
        {['rare', 'seen', 'said', 'never', 'unknown'].map((name) => (
          <Open key={name} name={name} />
        ))}
        <Reader name="new-checkout" />
        <Gate flag="closed" exposure="manual" />
        <Override values={{ 'checkout-cta': 'forced' }}>
          <Reader />
        </Override>
      </>,
    ),
  )
  expect(htmlOf(flags)).toBe('')
})

it('leaves out a treatment that crashed on the server, and the control in its place', () => {
  const flags = evaluate()
  function Broken(): never {
    throw new Error('broken treatment')
  }
  const html = renderToString(
    page(
      flags,
      <Gate flag="new-checkout" fallback="old">
        <Broken />
      </Gate>,
    ),
  )
  expect(html).toContain('old')
  expect(flagsOf(htmlOf(flags))).toEqual([])
})

it('writes nothing until consent is granted', () => {
  for (const consent of ['unknown', 'denied'] as const) {
    const flags = evaluate()
    renderToString(page(flags, <Reader />))
    expect(exposuresHtml({ flags, ...report, consent })).toBe('')
  }
})

it('writes nothing for a request that drew nothing', () => {
  expect(htmlOf(evaluate())).toBe('')
})

it('keeps requests apart', () => {
  const [one, other] = [evaluate(), evaluate()]
  renderToString(page(one, <Reader />))
  renderToString(page(other, <Gate flag="new-checkout">new</Gate>))
  expect(flagsOf(htmlOf(one))).toEqual(['checkout-cta'])
  expect(flagsOf(htmlOf(other))).toEqual(['new-checkout'])
})

it('gives what a stream draws later with the next call', async () => {
  const flags = evaluate()
  let isThere = false
  const { promise, resolve } = Promise.withResolvers<void>()
  function Late(): ReactNode {
    // oxlint-disable-next-line typescript/only-throw-error -- what Suspense waits for is thrown
    if (!isThere) throw promise
    return <Gate flag="new-checkout">new</Gate>
  }
  const stream = await renderToReadableStream(
    page(
      flags,
      <Suspense fallback="…">
        <Reader />
        <Late />
      </Suspense>,
    ),
  )
  expect(flagsOf(htmlOf(flags))).toEqual(['checkout-cta'])
  isThere = true
  resolve()
  expect(await new Response(stream).text()).toContain('new')
  const rest = htmlOf(flags)
  expect(flagsOf(rest)).toEqual(['new-checkout'])
  expect(htmlOf(flags)).toBe('')
})

it('carries the nonce of the page, and nothing that would end its scripts', () => {
  const bad = '</script><script>alert(1)</script>'
  const flags = evaluateFlags(
    {
      evaluateAll: (context) => ({ flags: [flag('checkout-cta', 'Hurry', bad)], context }),
    },
    { targetingKey: bad },
  )
  renderToString(page(flags, <Reader />))
  const html = exposuresHtml({ flags, url: bad, clientKey: bad, consent: 'granted', nonce: '"n' })
  expect(html.match(/<script/g)).toHaveLength(2)
  expect(html.match(/<\/script/g)).toHaveLength(2)
  expect(html.match(/nonce="&quot;n"/g)).toHaveLength(2)
  expect(eventsOf(html)[0]?.variant).toBe(bad)
})

it('is the same as an element', () => {
  const flags = evaluate()
  renderToString(page(flags, <Reader />))
  const html = renderToString(
    <SluiceExposures flags={flags} {...report} consent="granted" nonce="n" />,
  )
  expect(flagsOf(html)).toEqual(['checkout-cta'])
  expect(html.match(/nonce="n"/g)).toHaveLength(2)
  expect(html).toContain('https://gates.test/v1/events')
})

it('stands after the app in a SluiceRoot that may report', () => {
  const { bootstrap } = evaluate()
  const root = (consent?: 'granted'): string =>
    renderToString(
      <SluiceRoot
        {...report}
        bootstrap={structuredClone(bootstrap)}
        {...(consent && { consent, nonce: 'n' })}
      >
        <Reader />
      </SluiceRoot>,
    )
  expect(flagsOf(root('granted'))).toEqual(['checkout-cta'])
  expect(root()).not.toContain('sluice-drawn')
})
