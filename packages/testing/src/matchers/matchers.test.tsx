import { cleanup, fireEvent, screen } from '@testing-library/react'
import { Gate, Override, useGate, useTrack, useVariant } from '@sluice/react'
import { expect as jestExpect } from 'expect'
import { StrictMode, useLayoutEffect, useState, type ReactNode } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { manifest } from '../../test/manifest.ts'
import { renderWithFlags } from '../react.ts'
import { configureTesting } from '../session.ts'
import '../vitest.ts'
import { sluiceMatchers } from './matchers.ts'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  configureTesting({ manifest: undefined })
})

function Buy(): ReactNode {
  const track = useTrack()
  const order = (): void =>
    track('ordered', { value: 5, properties: { currency: 'EUR', gift: true } })
  return (
    <button type="button" onClick={order}>
      {useVariant('checkout-cta', 'Buy now')}
    </button>
  )
}

it('sees what was on the screen in the line after the render, and later', async () => {
  configureTesting({ manifest })
  const { sluice } = renderWithFlags(
    <StrictMode>
      <Buy />
      <Buy />
    </StrictMode>,
    { variants: { 'checkout-cta': 'urgent' } },
  )
  const look = (): void => {
    expect(sluice).toHaveExposed('checkout-cta')
    expect(sluice).toHaveExposedOnce('checkout-cta', 'urgent')
    expect(sluice).toHaveExposedOnce('checkout-cta', { phase: 'commit', override: false })
    expect(sluice).not.toHaveExposed('checkout-cta', 'control')
    expect(sluice).not.toHaveExposed('new-checkout')
  }
  look()
  await Promise.resolve()
  look()
  sluice.setVariants({ 'checkout-cta': 'control' })
  expect(sluice).toHaveExposedOnce('checkout-cta', 'control')
  expect(sluice).not.toHaveExposedOnce('checkout-cta')
})

it('takes what renderWithFlags gives as it is', () => {
  expect(renderWithFlags(<Buy />, { flags: { 'checkout-cta': 'Go' } })).toHaveExposed(
    'checkout-cta',
  )
})

it('sees an exposure again for another person', async () => {
  const { sluice } = renderWithFlags(<Buy />, {
    flags: { 'checkout-cta': 'Go' },
    context: { targetingKey: 'ada' },
  })
  expect(sluice).toHaveExposedOnce('checkout-cta')
  void sluice.setContext({ targetingKey: 'bo' })
  expect(sluice.exposures().map(({ units }) => units['targetingKey'])).toEqual(['ada', 'bo'])
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(sluice.exposures().map(({ units }) => units['targetingKey'])).toEqual(['ada', 'bo'])
  expect(sluice).not.toHaveExposedOnce('checkout-cta')
})

it('sees what each step of a test showed, and nothing that was gone before', () => {
  function Crashing(): ReactNode {
    useVariant('inner', '')
    useLayoutEffect(() => {
      throw new Error('gone')
    })
    return null
  }
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const { sluice } = renderWithFlags(
    <>
      <Buy />
      <Gate flag="outer">
        <Crashing />
      </Gate>
    </>,
    { flags: { 'checkout-cta': 'one', outer: true, inner: 'never' } },
  )
  sluice.setFlags({ 'checkout-cta': 'two' })
  sluice.setFlags({ 'checkout-cta': 'three' })
  for (const variant of ['one', 'two', 'three'])
    expect(sluice).toHaveExposedOnce('checkout-cta', variant)
  expect(sluice).not.toHaveExposed('inner')
})

it('sees in the next line what a click brought', () => {
  function Later(): ReactNode {
    const [isOpen, setIsOpen] = useState(false)
    return isOpen ? (
      <Buy />
    ) : (
      <button type="button" onClick={() => setIsOpen(true)}>
        open
      </button>
    )
  }
  const { sluice } = renderWithFlags(<Later />, { flags: { 'checkout-cta': 'Go' } })
  expect(sluice).not.toHaveExposed('checkout-cta')
  fireEvent.click(screen.getByText('open'))
  expect(sluice).toHaveExposedOnce('checkout-cta', 'Go')
})

it('tells what was forced from what was served', () => {
  const { sluice } = renderWithFlags(
    <Override values={{ 'checkout-cta': 'Forced' }}>
      <Buy />
    </Override>,
    { flags: { 'checkout-cta': 'Go' } },
  )
  expect(sluice).toHaveExposed('checkout-cta', { override: true })
  expect(sluice).not.toHaveExposed('checkout-cta', { override: false })
})

it('sees nothing for a flag whose exposures are off', () => {
  configureTesting({ manifest: { flags: { ...manifest.flags, may: permission } } })
  function May(): ReactNode {
    return `${useGate('may')}`
  }
  const { sluice } = renderWithFlags(<May />, { flags: { may: true } })
  expect(screen.getByText('true')).toBeDefined()
  expect(sluice).not.toHaveExposed('may')
})

const permission = {
  ...manifest.flags['new-checkout']!,
  exposure: { policy: 'off', sampleBps: 10_000 },
} as const

it('sees outcomes, with what they carry', () => {
  const { sluice } = renderWithFlags(<Buy />, { flags: { 'checkout-cta': 'Go' } })
  expect(sluice).not.toHaveTracked('ordered')
  fireEvent.click(screen.getByRole('button'))
  expect(sluice).toHaveTracked('ordered')
  expect(sluice).toHaveTracked('ordered', { value: 5, properties: { currency: 'EUR' } })
  expect(sluice).not.toHaveTracked('ordered', { value: 6 })
  expect(sluice).not.toHaveTracked('ordered', { properties: { currency: 'USD' } })
  expect(sluice).toHaveTracked('ordered', { properties: { currency: expect.any(String) } })
})

it('says what there was instead', () => {
  const { sluice } = renderWithFlags(<Buy />, { flags: { 'checkout-cta': 'Go' } })
  expect(() => expect(sluice).toHaveExposed('other', 'on')).toThrow(
    'Expected "other" in "on" to be exposed. There was:\n  "checkout-cta" in "Go" (commit)',
  )
  expect(() => expect(sluice).not.toHaveExposed('checkout-cta')).toThrow(
    'Expected "checkout-cta" not to be exposed.',
  )
  expect(() => expect(sluice).toHaveExposedOnce('other')).toThrow('once, and it was not.')
  expect(() => expect(sluice).toHaveTracked('ordered', { value: 1 })).toThrow(
    'Expected "ordered" to be tracked with {"value":1}. There was nothing.',
  )
  expect(() => expect({}).toHaveExposed('other')).toThrow('Give expect() something that records')
})

it('does the same in the expect of Jest', () => {
  jestExpect.extend(sluiceMatchers)
  const { sluice } = renderWithFlags(<Buy />, { flags: { 'checkout-cta': 'Go' } })
  jestExpect(sluice).toHaveExposedOnce('checkout-cta', 'Go')
  expect(() => jestExpect(sluice).toHaveExposed('other')).toThrow('There was:\n  "checkout-cta"')
  jestExpect(sluice).not.toHaveTracked('ordered')
})

it('knows no exposure of what does not exist, also with "not"', () => {
  configureTesting({ manifest })
  const { sluice } = renderWithFlags(<Buy />, { variants: { 'checkout-cta': 'urgent' } })
  expect(() => expect(sluice).not.toHaveExposed('chekout-cta' as 'checkout-cta')).toThrow(
    'Did you mean "checkout-cta"?',
  )
  expect(() => expect(sluice).not.toHaveExposedOnce('checkout-cta', 'urgnt')).toThrow(
    'Did you mean "urgent"?',
  )
})
