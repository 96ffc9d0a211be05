import { act, render } from '@testing-library/react'
import * as React from 'react'
import {
  Suspense,
  useEffect,
  useLayoutEffect,
  useState,
  type ComponentType,
  type ReactElement,
  type ReactNode,
} from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { createFakeService, createTestClient, flag, readyClient } from '../../test/service.ts'
import '../../test/strict-page.ts'
import {
  SluiceProvider,
  useExposure,
  useExposureRef,
  useVariant,
  type SluiceClient,
} from '../index.ts'

// React 18 has no `Activity`.
const { Activity } = React as unknown as {
  Activity?: ComponentType<{ mode: 'visible' | 'hidden'; children: ReactNode }>
}

const seen = (client: SluiceClient): string[] =>
  client.exposures().map(({ flag: key, variant, phase }) => `${key} ${variant} ${phase}`)

const sayNothing = (): void => {}

const flags = (metadata = {}) => [
  flag('cta', 'Hurry', 'urgent', metadata),
  flag('gate', true, 'on', metadata),
]

it('counts what the application says was seen, once, by a function that stays the same', async () => {
  const client = await readyClient(flags({ exposure: 'manual' }))
  const functions = new Set<() => void>()
  function Page(): ReactElement {
    const say = useExposure('cta')
    functions.add(say)
    return <p>{useVariant('cta', '')}</p>
  }
  const page = (title: string): ReactElement => (
    <SluiceProvider client={client}>
      <Page key="page" />
      {title}
    </SluiceProvider>
  )
  const { rerender } = render(page('first'))
  rerender(page('second'))
  expect(functions.size).toBe(1)
  const [say] = functions
  await act(async () => say?.())
  await act(async () => say?.())
  expect(seen(client)).toEqual(['cta urgent manual'])
})

/** Says when asked that it was seen, and keeps how to do so. */
function manualPage() {
  const says = new Set<() => void>()
  const page = { say: (): void => says.forEach((say) => say()) }
  function Page(): ReactElement {
    says.add(useExposure('cta'))
    return <p>{useVariant('cta', '', { exposure: 'manual' })}</p>
  }
  return { page, Page }
}

it.skipIf(!Activity)('counts nothing that is said while Activity hides it', async () => {
  const Hiding = Activity as NonNullable<typeof Activity>
  const client = await readyClient(flags())
  const { page, Page } = manualPage()
  const drawn = (mode: 'hidden' | 'visible'): ReactElement => (
    <SluiceProvider client={client}>
      <Hiding mode={mode}>
        <Page />
      </Hiding>
    </SluiceProvider>
  )
  const { rerender } = render(drawn('hidden'))
  await act(async () => page.say())
  expect(seen(client)).toEqual([])
  rerender(drawn('visible'))
  rerender(drawn('hidden'))
  await act(async () => page.say())
  expect(seen(client)).toEqual([])
  rerender(drawn('visible'))
  await act(async () => page.say())
  expect(seen(client)).toEqual(['cta urgent manual'])
})

it('counts nothing that is said after the unmount, nor in a render that does not commit', async () => {
  const client = await readyClient(flags())
  const { page, Page } = manualPage()
  const { unmount } = render(
    <SluiceProvider client={client}>
      <Page />
    </SluiceProvider>,
  )
  unmount()
  await act(async () => page.say())
  const never = new Promise(() => {})
  function Suspended(): ReactElement {
    useExposure('cta')()
    // oxlint-disable-next-line typescript/only-throw-error -- what Suspense waits for is thrown
    throw never
  }
  render(
    <SluiceProvider client={client}>
      <Suspense fallback="wait">
        <Suspended />
      </Suspense>
    </SluiceProvider>,
  )
  await act(async () => {})
  expect(seen(client)).toEqual([])
})

it('counts what a child says before its parent hears of the commit, and what closes itself', async () => {
  function Child({ onOpen }: { readonly onOpen: () => void }): null {
    useLayoutEffect(onOpen)
    return null
  }
  function Parent(): ReactElement {
    useVariant('cta', '', { exposure: 'manual' })
    return <Child onOpen={useExposure('cta')} />
  }
  const open = await readyClient(flags())
  render(
    <SluiceProvider client={open}>
      <Parent />
    </SluiceProvider>,
  )
  await act(async () => {})
  expect(seen(open)).toEqual(['cta urgent manual'])

  const close = await readyClient(flags())
  const { page, Page } = manualPage()
  function Dialog(): ReactElement | null {
    const [isOpen, setOpen] = useState(true)
    const shut = (): void => {
      setOpen(false)
      page.say()
    }
    return isOpen ? (
      <button type="button" onClick={shut}>
        <Page />
      </button>
    ) : null
  }
  const { getByRole } = render(
    <SluiceProvider client={close}>
      <Dialog />
    </SluiceProvider>,
  )
  await act(async () => getByRole('button').click())
  expect(seen(close)).toEqual(['cta urgent manual'])
})

it('says the variant that the component keeps, not the one that is served by now', async () => {
  const mount = { stability: 'mount' }
  const service = createFakeService([flag('cta', 'first', 'first', mount)])
  const client = await readyClient(service)
  const { page, Page } = manualPage()
  render(
    <SluiceProvider client={client}>
      <Page />
    </SluiceProvider>,
  )
  service.serve([flag('cta', 'second', 'second', mount)])
  await act(() => client.refresh())
  await act(async () => page.say())
  expect(seen(client)).toEqual(['cta first manual'])
})

it('says nothing of a flag that is unknown', async () => {
  const client = await readyClient([])
  const functions = new Set<() => void>()
  function Page(): null {
    functions.add(useExposure('cta'))
    return null
  }
  render(
    <SluiceProvider client={client}>
      <Page />
    </SluiceProvider>,
  )
  await act(async () => functions.forEach((say) => say()))
  expect(seen(client)).toEqual([])
})

it('says what a flag whose stability is mount goes on showing, whoever sees it, and whenever it came', async () => {
  const cta = (variant: string) => [flag('cta', variant, variant, { stability: 'mount' })]
  const service = createFakeService(cta('first'))
  const release = service.hold()
  const client = createTestClient(service)
  const given: (() => void)[] = []
  const say = (): void => given.at(-1)?.()
  function Label(): ReactNode {
    const label = useVariant('cta', 'default', { exposure: 'manual' })
    given.push(useExposure('cta'))
    return label
  }
  const { container } = render(
    <SluiceProvider client={client}>
      <Label />
    </SluiceProvider>,
  )
  await act(async () => {
    release()
    await client.ready()
  })
  service.serve(cta('second'))
  await act(() => client.refresh())
  expect(container.textContent).toBe('first')
  say()
  await act(() => client.setContext({ targetingKey: 'bob' }))
  service.serve(cta('third'))
  await act(() => client.refresh())
  expect(container.textContent).toBe('second')
  say()
  expect(client.peek('cta', '').variant).toBe('third')
  await Promise.resolve()
  expect(seen(client)).toEqual(['cta first manual', 'cta second manual'])
})

const saidIn = { 'a layout effect': useLayoutEffect, 'an effect': useEffect }

it.each(
  Object.entries(saidIn).flatMap(([when, useSomeEffect]) =>
    ['of its own', 'of a child'].map((whose) => ({ when, whose, useSomeEffect })),
  ),
)('says in $when $whose what was drawn, and is kept', async ({ whose, useSomeEffect }) => {
  const cta = (variant: string) => flag('cta', variant, variant, { stability: 'mount' })
  const bootstrap = { flags: [cta('first')], version: 1, epoch: 'test' }
  function Saying({ say }: { readonly say: () => void }): null {
    useSomeEffect(say, [say])
    return null
  }
  function Label(): ReactElement {
    const label = useVariant('cta', 'default', { exposure: 'manual' })
    const say = useExposure('cta')
    const own = whose === 'of its own' ? say : sayNothing
    useSomeEffect(own, [own])
    return (
      <p>
        {label}
        {whose === 'of a child' && <Saying say={say} />}
      </p>
    )
  }
  const page = (client: SluiceClient): ReactElement => (
    <SluiceProvider client={client}>
      <Label />
    </SluiceProvider>
  )
  const container = document.createElement('div')
  container.innerHTML = renderToString(page(createTestClient(createFakeService(), { bootstrap })))
  const client = await readyClient(createFakeService([cta('second')]), { bootstrap })
  const root = await act(async () => hydrateRoot(container, page(client)))
  expect(container.textContent).toBe('first')
  expect(seen(client)).toEqual(['cta first manual'])
  act(() => root.unmount())
})

it('says what others on the page go on showing, and not what would be shown here by now', async () => {
  const cta = (variant: string) => [flag('cta', variant, variant, { stability: 'mount' })]
  const service = createFakeService(cta('first'))
  const client = await readyClient(service)
  function Dialog({ label }: { readonly label: string }): ReactElement {
    const say = useExposure('cta')
    useEffect(say, [say])
    return <dialog open>{label}</dialog>
  }
  function Page({ isOpen = false }: { readonly isOpen?: boolean }): ReactNode {
    const label = useVariant('cta', 'default', { exposure: 'manual' })
    return isOpen && <Dialog label={label} />
  }
  const ui = (isOpen: boolean): ReactElement => (
    <SluiceProvider client={client}>
      <Page isOpen={isOpen} />
    </SluiceProvider>
  )
  const { container, rerender } = render(ui(false))
  service.serve(cta('second'))
  await act(() => client.refresh())
  await act(async () => rerender(ui(true)))
  expect(container.textContent).toBe('first')
  expect(seen(client)).toEqual(['cta first manual'])
})

it.each(Object.entries(saidIn))(
  'says nothing in %s of a child where a default stands in for a value of another type',
  async (_, useSomeEffect) => {
    const client = await readyClient(flags())
    function Saying({ say }: { readonly say: () => void }): null {
      useSomeEffect(say, [say])
      return null
    }
    function Price(): ReactNode {
      const price = useVariant('cta', 5, { exposure: 'manual' })
      return (
        <>
          {price}
          <Saying say={useExposure('cta')} />
        </>
      )
    }
    const { container } = render(
      <SluiceProvider client={client}>
        <Price />
      </SluiceProvider>,
    )
    await act(async () => {})
    expect(container.textContent).toBe('5')
    expect(seen(client)).toEqual([])
  },
)

it('gives the same function and the same ref with every render, also before there is an element', async () => {
  const client = await readyClient(createFakeService(flags()))
  const given = new Set<unknown>()
  function Closed(): ReactNode {
    given.add(useExposure('cta')).add(useExposureRef('cta'))
    return null
  }
  const ui = (): ReactElement => (
    <SluiceProvider client={client}>
      <Closed />
    </SluiceProvider>
  )
  const { rerender } = render(ui())
  for (let turn = 0; turn < 3; turn++) rerender(ui())
  expect(given.size).toBe(2)
})

it('says nothing of a flag that the component shows no longer', async () => {
  const client = await readyClient(createFakeService(flags()))
  const given: (() => void)[] = []
  function Label({ flag: key }: { readonly flag: string }): ReactNode {
    given.push(useExposure(key))
    return key
  }
  const ui = (key: string): ReactElement => (
    <SluiceProvider client={client}>
      <Label flag={key} />
    </SluiceProvider>
  )
  const { rerender } = render(ui('cta'))
  rerender(ui('gate'))
  for (const say of [given[0], given.at(-1)]) say?.()
  await Promise.resolve()
  await Promise.resolve()
  expect(seen(client)).toEqual(['gate on manual'])
})
