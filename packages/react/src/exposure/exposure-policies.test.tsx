import { act, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { expect, it } from 'vitest'
import { createFakeService, createTestClient, flag, readyClient } from '../../test/service.ts'
import '../../test/strict-page.ts'
import {
  Gate,
  Override,
  SluiceProvider,
  useGate,
  useVariant,
  useVariantDetails,
  Variant,
  withGate,
  type ExposureOptions,
  type ExposurePolicy,
  type SluiceClient,
} from '../index.ts'

const seen = (client: SluiceClient): string[] =>
  client.exposures().map(({ flag: key, variant, phase }) => `${key} ${variant} ${phase}`)

const flags = (metadata = {}) => [
  flag('cta', 'Hurry', 'urgent', metadata),
  flag('gate', true, 'on', metadata),
]

it.each<[string, string | undefined, ExposurePolicy | undefined, boolean]>([
  ['nobody says anything', undefined, undefined, true],
  ['the flag says commit', 'commit', undefined, true],
  ['the flag says manual', 'manual', undefined, false],
  ['the flag says off', 'off', undefined, false],
  ['the flag says something that is not known yet', 'twice', undefined, true],
  ['the call says manual', undefined, 'manual', false],
  ['the call says off', 'commit', 'off', false],
  ['the call says commit against the flag', 'off', 'commit', true],
])('counts with the commit or not at all when %s', async (_, policy, exposure, isCounted) => {
  const metadata = policy === undefined ? {} : { exposure: policy }
  const options = { exposure }
  const Gated = withGate(() => <p>new</p>, { flag: 'gate', exposure })
  const places: ReactElement[] = [
    <Value key="useVariant" options={options} />,
    <Details key="useVariantDetails" options={options} />,
    <Open key="useGate" options={options} />,
    <Gate key="Gate" flag="gate" exposure={exposure} />,
    <Variant key="Variant" flag="cta" cases={{ control: 0, urgent: 1 }} exposure={exposure} />,
    <Gated key="withGate" />,
  ]
  for (const place of places) {
    const client = await readyClient(flags(metadata))
    render(<SluiceProvider client={client}>{place}</SluiceProvider>)
    await act(async () => {})
    expect([place.key, seen(client).length]).toEqual([place.key, isCounted ? 1 : 0])
  }
})

interface PlaceProps {
  readonly options: ExposureOptions
}

function Value({ options }: PlaceProps): ReactElement {
  return <p>{useVariant('cta', '', options)}</p>
}

function Details({ options }: PlaceProps): ReactElement {
  return <p>{useVariantDetails('cta', '', options).value}</p>
}

function Open({ options }: PlaceProps): ReactElement {
  return <p>{String(useGate('gate', false, options))}</p>
}

it('counts a variant that came without a change on the screen', async () => {
  const service = createFakeService([flag('cta', 'Buy now', 'control', { version: 1 })])
  const release = service.hold()
  const client = createTestClient(service)
  let renders = 0
  function Page(): ReactElement {
    renders++
    return <p>{useVariant('cta', 'Buy now')}</p>
  }
  render(
    <SluiceProvider client={client}>
      <Page />
    </SluiceProvider>,
  )
  await act(async () => {})
  expect(seen(client)).toEqual([])
  await act(async () => {
    release()
    await client.ready()
  })
  expect(seen(client)).toEqual(['cta control commit'])
  // People were divided anew, and it looks the same.
  service.serve([flag('cta', 'Buy now', 'plain', { version: 2, allocationVersion: 2 })])
  await act(() => client.refresh())
  expect(seen(client)).toEqual(['cta control commit', 'cta plain commit'])
  expect(renders).toBe(1)
})

it('counts no more for the same answer under another version', async () => {
  const service = createFakeService([flag('gate', true, 'on', { version: 1 })])
  const client = await readyClient(service)
  render(
    <SluiceProvider client={client}>
      <Gate flag="gate">new</Gate>
    </SluiceProvider>,
  )
  service.serve([flag('gate', true, 'on', { version: 2 })])
  await act(() => client.refresh())
  expect(seen(client)).toEqual(['gate on commit'])
})

it('counts the variant that a component keeps, not the one that is served by now', async () => {
  const mount = { stability: 'mount' }
  const service = createFakeService([flag('cta', 'first', 'first', mount)])
  const client = await readyClient(service)
  function Page(): ReactElement {
    return <p>{useVariant('cta', '')}</p>
  }
  const page = (key: string): ReactElement => (
    <SluiceProvider client={client}>
      <Page key={key} />
    </SluiceProvider>
  )
  const { rerender } = render(page('a'))
  service.serve([flag('cta', 'second', 'second', mount)])
  await act(() => client.refresh())
  expect(seen(client)).toEqual(['cta first commit'])
  rerender(page('b'))
  await act(async () => {})
  expect(seen(client)).toEqual(['cta first commit', 'cta second commit'])
})

it('marks what an override showed', async () => {
  const client = await readyClient(flags())
  function Page(): ReactElement {
    return <p>{useVariant('cta', '')}</p>
  }
  render(
    <SluiceProvider client={client}>
      <Override values={{ cta: 'forced' }} variants={{ gate: 'off' }}>
        <Page />
        <Gate flag="gate">new</Gate>
      </Override>
    </SluiceProvider>,
  )
  await act(async () => {})
  expect(client.exposures()).toMatchObject([
    { flag: 'cta', override: true, reason: 'OVERRIDE' },
    { flag: 'gate', variant: 'off', override: true },
  ])
})

it('counts no default, neither for an unknown flag nor for a value of another type', async () => {
  const client = await readyClient(flags())
  function Page({ name }: { readonly name: string }): ReactElement {
    return <p>{useVariant(name, 5)}</p>
  }
  render(
    <SluiceProvider client={client}>
      <Page name="absent" />
      <Page name="cta" />
      <Override values={{ gate: 'text' }}>
        <Page name="gate" />
      </Override>
    </SluiceProvider>,
  )
  await act(async () => {})
  expect(seen(client)).toEqual([])
})
