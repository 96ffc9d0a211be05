import { cleanup, render, screen } from '@testing-library/react'
import {
  Gate,
  Override,
  SluiceProvider,
  useGate,
  useSluiceStatus,
  useVariant,
  useVariantDetails,
  Variant,
} from '@sluice/react'
import { Component, type ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { manifest } from '../../test/manifest.ts'
import { configureTesting, takeFailures, takeUses } from '../session.ts'
import { createTestClient, renderWithFlags, TestSluiceProvider } from '../react.ts'

function Checkout(): ReactNode {
  const label = useVariant('checkout-cta', 'Buy now')
  const isNew = useGate('new-checkout')
  return (
    <p>
      {isNew ? 'new' : 'old'}: {label}
    </p>
  )
}

function Status(): ReactNode {
  return useSluiceStatus().state
}

const text = (): string | null => document.body.textContent

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  cleanup()
  configureTesting({ manifest: undefined, unnamedFlags: 'fail' })
  takeFailures()
  takeUses()
  vi.restoreAllMocks()
})

it('renders with the values that a test names', () => {
  renderWithFlags(<Checkout />, { flags: { 'checkout-cta': 'Hurry', 'new-checkout': true } })
  expect(screen.getByText('new: Hurry')).toBeDefined()
})

it('finds the value of a variant in the manifest, with what the service tells of the flag', () => {
  configureTesting({ manifest })
  function Details(): ReactNode {
    const { value, variant, metadata } = useVariantDetails('checkout-cta', '')
    return `${value} ${variant} ${metadata.stability}`
  }
  renderWithFlags(<Details />, { variants: { 'checkout-cta': 'urgent' } })
  expect(text()).toBe('Only 2 left urgent session')
})

it('knows what on and off mean without a manifest', () => {
  renderWithFlags(<Gate flag="new-checkout">open</Gate>, { variants: { 'new-checkout': 'on' } })
  expect(text()).toBe('open')
})

it('gives a value to a variant that both lists name', () => {
  renderWithFlags(<Variant flag="cta" cases={{ control: 'plain', urgent: 'hurry' }} />, {
    flags: { cta: 'Go' },
    variants: { cta: 'urgent' },
  })
  expect(text()).toBe('hurry')
})

it('evaluates a ruleset for the person, and again for the next', () => {
  const { sluice } = renderWithFlags(<Gate flag="new-checkout">open</Gate>, {
    ruleset: manifest,
    context: { targetingKey: 'ada', country: 'DE' },
  })
  expect(text()).toBe('')
  void sluice.setContext({ targetingKey: 'bo', country: 'NO' })
  expect(text()).toBe('open')
})

it('changes while the test runs, and React has drawn it when the call returns', () => {
  configureTesting({ manifest })
  const { sluice } = renderWithFlags(<Checkout />, {
    variants: { 'checkout-cta': 'control', 'new-checkout': 'off' },
  })
  sluice.setVariants({ 'checkout-cta': 'urgent' })
  expect(text()).toBe('old: Only 2 left')
  sluice.setFlags({ 'checkout-cta': 'Buy now', 'new-checkout': true })
  expect(text()).toBe('new: Buy now')
})

it('changes nothing when it is told of something that does not exist', () => {
  configureTesting({ manifest })
  const { sluice } = renderWithFlags(<Checkout />, {
    variants: { 'checkout-cta': 'control', 'new-checkout': 'off' },
  })
  expect(() => sluice.setVariants({ 'checkout-cta': 'urgnt', 'new-checkout': 'on' })).toThrow(
    'has no variant "urgnt"',
  )
  sluice.setStatus('stale')
  expect(text()).toBe('old: Buy now')
})

describe('the status', () => {
  it.each(['starting', 'offline'] as const)(
    'serves defaults while it is %s, then what comes',
    (status) => {
      const { sluice } = renderWithFlags(
        <>
          <Checkout /> <Status />
        </>,
        { flags: { 'checkout-cta': 'Hurry', 'new-checkout': true }, status },
      )
      expect(text()).toBe(`old: Buy now ${status}`)
      sluice.setStatus('ready')
      expect(text()).toBe('new: Hurry ready')
      sluice.setStatus('stale')
      expect(text()).toBe('new: Hurry stale')
    },
  )

  it('has a name of the list, and nothing changes otherwise', () => {
    const slow = 'ofline' as 'offline'
    const { sluice } = renderWithFlags(<Status />, { unnamedFlags: 'default' })
    expect(() => renderWithFlags(<Status />, { status: slow })).toThrow(
      `There is no status 'ofline'. Did you mean "offline"? Write one of starting, ready,`,
    )
    expect(() => sluice.setStatus(slow)).toThrow('There is no status')
    expect(sluice.status().state).toBe('ready')
  })

  it('draws what is pending while the service is slow', () => {
    const { sluice } = renderWithFlags(
      <Variant flag="cta" cases={{ control: 'plain', urgent: 'hurry' }} pending="wait" />,
      { variants: { cta: 'urgent' }, status: 'starting' },
    )
    expect(text()).toBe('wait')
    sluice.setStatus('ready')
    expect(text()).toBe('hurry')
  })
})

describe('a scenario', () => {
  const scenario = {
    version: 1,
    name: 'Abroad, with the new button',
    overrides: { 'checkout-cta': { variant: 'urgent' }, 'new-checkout': { value: true } },
    context: { targetingKey: 'bo', country: 'NO' },
    status: 'stale',
  } as const

  it.each([scenario, JSON.stringify(scenario)])(
    'is loaded as a whole, also from a text',
    (given) => {
      configureTesting({ manifest })
      const { sluice } = renderWithFlags(
        <>
          <Checkout /> <Status />
        </>,
        { scenario: given },
      )
      expect(text()).toBe('new: Only 2 left stale')
      expect(sluice.context()).toMatchObject({ targetingKey: 'bo', country: 'NO' })
    },
  )

  it('can be entered while the test runs, and taken back', () => {
    configureTesting({ manifest })
    const { sluice } = renderWithFlags(<Checkout />, {
      variants: { 'checkout-cta': 'control', 'new-checkout': 'off' },
    })
    const undo = sluice.applyScenario(scenario)
    expect(text()).toBe('new: Only 2 left')
    undo()
    expect(text()).toBe('old: Buy now')
  })

  it('is refused with its faults', () => {
    expect(() => renderWithFlags(<Checkout />, { scenario: '{' })).toThrow(
      'as an object, as the text of its file, or as the link',
    )
    configureTesting({ manifest })
    const overrides = { 'checkout-cta': { variant: 'urgnt' } }
    expect(() =>
      renderWithFlags(<Checkout />, { scenario: { version: 1, name: 'x', overrides } }),
    ).toThrow('has no variant "urgnt". Did you mean "urgent"?')
  })
})

describe('what a test does not name', () => {
  it('fails the test, and says how to name it', () => {
    expect(() => renderWithFlags(<Checkout />, { flags: { 'new-checkout': true } })).toThrow(
      `A component reads the flag "checkout-cta", which this test does not name, so nobody knows what it tests. Name it: flags: { 'checkout-cta': 'Buy now' }. To let flags that a test does not name serve their default: unnamedFlags: 'default'.`,
    )
  })

  it('is told with its variants where there is a manifest', () => {
    configureTesting({ manifest })
    expect(() => renderWithFlags(<Checkout />, { flags: { 'new-checkout': true } })).toThrow(
      `or variants: { 'checkout-cta': 'control' }. It has control ("Buy now"), urgent ("Only 2 left").`,
    )
  })

  it('fails the test also where a boundary of the app catches it', () => {
    class Boundary extends Component<{ children: ReactNode }> {
      override state = { hasFailed: false }
      static getDerivedStateFromError = () => ({ hasFailed: true })
      override render = (): ReactNode => (this.state.hasFailed ? 'sorry' : this.props.children)
    }
    const ui = (
      <Boundary>
        <Checkout />
      </Boundary>
    )
    expect(() => renderWithFlags(ui)).toThrow('does not name')
    expect(text()).toBe('sorry')
  })

  it('serves the default where that is allowed', () => {
    renderWithFlags(<Checkout />, { unnamedFlags: 'default' })
    expect(text()).toBe('old: Buy now')
    cleanup()
    configureTesting({ unnamedFlags: 'default' })
    renderWithFlags(<Checkout />)
    expect(text()).toBe('old: Buy now')
  })
})

it.each([
  [{ flags: 5 }, `flags is 5. Write an object: flags: { 'new-checkout': true }.`],
  [{ variants: ['on'] }, 'variants is ["on"]. Write an object'],
  [{ context: 'ada' }, `context is 'ada'. Write an object: context: { targetingKey: 'ada' }.`],
  [{ unnamedFlags: 'ignore' }, `unnamedFlags is 'ignore'. Write 'fail', or 'default'.`],
])('refuses an option that would be left out without a word: %j', (options, message) => {
  expect(() => renderWithFlags(<Checkout />, options as object)).toThrow(message)
})

it('refuses to be set up with what nobody knows', () => {
  expect(() => configureTesting({ unnamedFlags: 'ignore' as 'fail' })).toThrow('unnamedFlags is')
})

it('fails a test that gives a flag another type than a component reads', () => {
  const gate = <Gate flag="checkout-cta">open</Gate>
  expect(() => renderWithFlags(gate, { flags: { 'checkout-cta': 'Go' } })).toThrow(
    `A component reads the flag "checkout-cta" with the default false, a boolean, and this test gives it 'Go', a string, so the component draws its default whatever the test says. Give it a boolean, or read it as a string: <Variant>, or`,
  )
  const flags: object = { 'checkout-cta': true, 'new-checkout': true }
  expect(() => renderWithFlags(<Checkout />, { flags })).toThrow(
    'Give it a string, or read it as a boolean: <Gate>, useGate.',
  )
  const anything = <Variant flag="checkout-cta" cases={{ urgent: 'hurry' }} />
  renderWithFlags(anything, {
    flags: { 'checkout-cta': 'Go' },
    variants: { 'checkout-cta': 'urgent' },
  })
  expect(text()).toContain('hurry')
})

describe('what does not exist', () => {
  it.each([
    [
      { flags: { 'chekout-cta': 'x' } },
      'There is no flag "chekout-cta" in the manifest. Did you mean "checkout-cta"?',
    ],
    [
      { flags: { 'checkout-cta': 5 } },
      'is of the type string, and this test gives it 5, a number. It has control',
    ],
    [{ flags: { 'new-checkout': null } }, 'is of the type boolean, and this test gives it null'],
    [
      { variants: { 'checkout-cta': 'urgnt' } },
      'has no variant "urgnt". Did you mean "urgent"? It has control',
    ],
    [{ variants: { gone: 'on' } }, 'The flag "gone" is archived. Take it out'],
    [{ flags: { toString: 'x' } }, 'There is no flag "toString"'],
  ])('is refused: %j', (options, message) => {
    configureTesting({ manifest })
    expect(() => renderWithFlags(<Checkout />, options as object)).toThrow(message)
  })
})

it('refuses a second provider below, which would read another client', () => {
  const client = createTestClient({ flags: { cta: 'other' } })
  const ui = (
    <SluiceProvider client={client}>
      <Checkout />
    </SluiceProvider>
  )
  expect(() => renderWithFlags(ui)).toThrow('There is a <SluiceProvider> below the provider')
  takeFailures()
  const below = <Override values={{ a: 1 }}>{ui}</Override>
  expect(() => renderWithFlags(below)).toThrow('There is a <SluiceProvider> below the provider')
})

it('takes the wrapper of Testing Library, inside of the provider', () => {
  const wrapper = ({ children }: { children: ReactNode }): ReactNode => (
    <Gate flag="new-checkout" fallback="closed">
      {children}
    </Gate>
  )
  const { rerender } = renderWithFlags('a', { flags: { 'new-checkout': true }, wrapper })
  rerender('b')
  expect(text()).toBe('b')
})

it('passes on who reads a flag, for whoever looks at the whole page', () => {
  const { sluice } = renderWithFlags(<Checkout />, {
    flags: { 'checkout-cta': 'Hurry', 'new-checkout': true },
  })
  const [listener] = sluice.flags.get('checkout-cta')?.listeners ?? []
  expect(listener?.reader).toHaveProperty('key', 'checkout-cta')
})

it('counts as used what was on the page, and nothing else', () => {
  function Suspended(): ReactNode {
    useGate('never-drawn')
    throw new Error('thrown away')
  }
  const { sluice } = renderWithFlags(
    <>
      <Checkout />
      <Gate flag="crashing" fallback="control">
        <Suspended />
      </Gate>
      <Override variants={{ forced: 'urgent' }}>
        <Variant flag="forced" cases={{ urgent: 'hurry' }} />
      </Override>
    </>,
    {
      flags: { 'checkout-cta': 'Hurry', 'new-checkout': true, 'never-drawn': true, crashing: true },
      unnamedFlags: 'default',
    },
  )
  expect(
    takeUses()
      .map(({ flag, variant }) => `${flag} ${variant}`)
      .toSorted(),
  ).toEqual(['checkout-cta Hurry', 'crashing on', 'forced urgent', 'new-checkout on'])
  sluice.setFlags({ 'new-checkout': false })
  expect(takeUses()).toEqual([{ flag: 'new-checkout', variant: 'off', value: false }])
})

describe('TestSluiceProvider', () => {
  it('gives what is below the flags that are named, and what they become', () => {
    const draw = (cta: string): ReactNode => (
      <TestSluiceProvider flags={{ 'checkout-cta': cta, 'new-checkout': false }}>
        <Checkout />
      </TestSluiceProvider>
    )
    const { rerender } = render(draw('one'))
    expect(text()).toBe('old: one')
    rerender(draw('two'))
    expect(text()).toBe('old: two')
  })

  it('takes a client that the test made', () => {
    const client = createTestClient({ flags: { 'checkout-cta': 'Go', 'new-checkout': true } })
    render(
      <TestSluiceProvider client={client}>
        <Checkout />
      </TestSluiceProvider>,
    )
    expect(text()).toBe('new: Go')
  })
})
