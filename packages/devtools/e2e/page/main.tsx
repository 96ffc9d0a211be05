// Before the overlay, as an app may do it.
import { hashRouter, madeFirst } from './hash-router.ts'
import { reportCrash } from '@sluice/client/crashes'
import { acceptGrants } from '@sluice/client/grants'
import { mountDevtools, SluiceDevtools } from '@sluice/devtools'
import { sluiceDevtoolsPlugin } from '@sluice/devtools/tanstack'
import {
  createSluiceClient,
  Gate,
  SluiceProvider,
  useGate,
  useTrack,
  useVariant,
  Variant,
} from '@sluice/react'
import { useExposureRef } from '@sluice/react'
import { TanStackDevtools } from '@tanstack/react-devtools'
import {
  Component,
  lazy,
  StrictMode,
  Suspense,
  use,
  useEffect,
  useId,
  useState,
  type ReactNode,
} from 'react'
import { createRoot } from 'react-dom/client'

declare const __SERVICE__: string

const query = new URLSearchParams(location.search)
const gates = Number(query.get('gates') ?? 0)
const client = createSluiceClient({
  url: query.get('service') ?? __SERVICE__,
  clientKey: 'sluice_client_demo',
  context: { targetingKey: 'ada', country: 'DE', email: 'ada@acme.example' },
  readyTimeoutMs: Number(query.get('ready-ms') ?? 5000),
})
if (query.has('grants')) acceptGrants(client)
const renders = { count: 0 }
const listening = countListeners()
const madeThen = [hashRouter('popstate'), hashRouter('hashchange')]
Object.assign(window, { client, renders, listening, madeFirst, madeThen })

/** Counts who listens to the client, however they do. */
function countListeners(): { count: number } {
  const counted = { count: 0 }
  const count =
    <A extends unknown[]>(listen: (...args: A) => () => void) =>
    (...args: A) => {
      const stop = listen(...args)
      counted.count += 1
      return () => {
        counted.count -= 1
        stop()
      }
    }
  const { store } = client
  Object.assign(store, { subscribe: count(store.subscribe) })
  for (const name of ['subscribeFlag', 'onChange', 'onError', 'onExposure'] as const)
    Object.assign(client, { [name]: count(client[name] as never) })
  return counted
}

const manifest = {
  flags: {
    banner: {
      title: 'Strip at the top',
      owner: 'shop',
      type: 'boolean',
      description: 'It greets.',
    },
    cta: {
      title: 'Words on the button',
      owner: 'checkout',
      type: 'string',
      tags: ['money'],
      variants: {
        plain: { value: 'Buy now', title: 'Plain' },
        warm: { value: 'Send it on its way', title: 'Warm' },
      },
    },
  },
  attributes: { email: { type: 'string', sensitive: true } },
}

const options = {
  appVersion: '1.2.3',
  consoleUrl: 'https://console.example',
  environment: 'development',
  ...(!query.has('bare') && { manifest: () => Promise.resolve(manifest) }),
  ...(query.has('chord') && { chord: query.get('chord') as string }),
  personas: [{ name: 'Bob in Norway', context: { targetingKey: 'bob', country: 'NO' } }],
  scenarios: [
    {
      version: 1,
      name: 'Warm words',
      overrides: { cta: { variant: 'warm', value: 'Send it on its way' } },
    },
  ],
} as const

function Banner(): ReactNode {
  // oxlint-disable-next-line react/immutability -- how often it is drawn is what is counted
  renders.count += 1
  return useGate('banner') ? <p id="banner">The banner</p> : <p id="banner">No banner</p>
}

function Offer(): ReactNode {
  const ref = useExposureRef('price')
  return (
    <p id="price" ref={ref}>
      Free from {useVariant('price', 80, { exposure: 'manual' })}
    </p>
  )
}

function Buy(): ReactNode {
  const track = useTrack()
  return (
    <button type="button" id="buy" onClick={() => track('bought', { value: 49.9 })}>
      {useVariant('cta', 'Buy')}
    </button>
  )
}

function Crashing({ id = 'crash' }: { readonly id?: string }): ReactNode {
  const [isBroken, setBroken] = useState(false)
  if (isBroken) throw new Error('The host crashed.')
  return (
    <button type="button" id={id} onClick={() => setBroken(true)}>
      Crash the page
    </button>
  )
}

/** Whether what crashes at first still does. */
const first = { isBroken: true }

/** Crashes before anything is on the page, or right after. */
function CrashingFirst(): ReactNode {
  if (query.get('crash-first') === 'drawn' && first.isBroken)
    throw new Error('The host crashed at once.')
  useEffect(() => {
    if (query.get('crash-first') === 'effect' && first.isBroken)
      throw new Error('The host crashed in an effect.')
  }, [])
  return null
}

/** Draws what a wrong override breaks: an object with words. */
function Theme(): ReactNode {
  const { colour } = useVariant('theme', { colour: 'grey' }) as { readonly colour: string }
  return <p id="theme">{colour.toUpperCase()}</p>
}

/** A field with an id that React makes. */
function Field({ label, name }: { readonly label?: string; readonly name?: string }): ReactNode {
  const id = useId()
  return (
    <p>
      {label !== undefined && <label htmlFor={id}>{label}</label>}
      <input id={id} name={name} />
    </p>
  )
}

/** A form that has one more of them in one variant: there all others have other ids. */
function Address(): ReactNode {
  const isLong = useGate('layout')
  const [isOpen, setOpen] = useState(false)
  if (!isOpen)
    return (
      <button type="button" id="address-open" onClick={() => setOpen(true)}>
        Fill in
      </button>
    )
  return (
    <form id="address">
      {isLong && <Field label="Company" name="company" />}
      <Field label="Street" name="street" />
      <Field label="Town" />
      <Field />
    </form>
  )
}

/** Reads a flag that the service may not know. */
function Reader({ flag }: { readonly flag: string }): ReactNode {
  return <p id="reader">{useGate(flag) ? 'on' : 'off'}</p>
}

class HostBoundary extends Component<
  { readonly children: ReactNode },
  { readonly crashed?: true }
> {
  static getDerivedStateFromError(): { readonly crashed: true } {
    return { crashed: true }
  }
  override state: { readonly crashed?: true } = {}
  override render(): ReactNode {
    return this.state.crashed ? <p id="crashed">The page crashed.</p> : this.props.children
  }
}

function Many(): ReactNode {
  return (
    <>
      {Array.from({ length: gates }, (_, index) => (
        <Gate key={`f${index}`} flag={`f${index}`} fallback={<i>{index} </i>}>
          <b>{index} </b>
        </Gate>
      ))}
    </>
  )
}

function Modal(): ReactNode {
  return (
    <>
      <button
        type="button"
        id="open-modal"
        onClick={() => document.querySelector('dialog')?.showModal()}
      >
        Open the dialog
      </button>
      <dialog aria-label="A dialog of the page">
        <input aria-label="Name" />
        <button
          type="button"
          id="close-modal"
          onClick={() => document.querySelector('dialog')?.close()}
        >
          Close it
        </button>
      </dialog>
    </>
  )
}

const Dialogs = lazy(() => import('./Dialogs.tsx').then((part) => ({ default: part.Dialogs })))

function Page(): ReactNode {
  return (
    <main>
      <h1>A page with gates</h1>
      <Banner />
      <Gate
        flag="layout"
        fallback={<p id="layout">Old layout</p>}
        {...{ __sluiceSource: 'src/Page.tsx:12' }}
      >
        <p id="layout">New layout</p>
        <p>with two parts</p>
      </Gate>
      {(!query.has('bare') || query.has('cases')) && (
        <Variant
          flag="cta"
          cases={{ plain: <p id="case">plain case</p>, warm: <p id="case">warm case</p> }}
          {...{ __sluiceSource: 'src/Page.tsx:20' }}
        />
      )}
      {query.has('cases') && (
        <Variant
          flag="agreed"
          cases={{ yes: <p id="agreed">yes case</p>, no: <p id="agreed">no case</p> }}
          fallback={<p id="agreed">fallback</p>}
        />
      )}
      <Offer />
      <Buy />
      <p>
        <input aria-label="A field of the page" id="field" />
      </p>
      <HostBoundary>
        <Crashing />
      </HostBoundary>
      {query.has('bare-root') && <Crashing id="crash-root" />}
      {query.has('theme') && <Theme />}
      {query.has('ids') && <Address />}
      {query.has('reads') && <Reader flag={query.get('reads') ?? ''} />}
      <CrashingFirst />
      <Modal />
      <Suspense>{query.has('dialog') && <Dialogs by={query.get('dialog') ?? ''} />}</Suspense>
      {gates > 0 && <Many />}
      {query.has('tall') && <div id="tall" style={{ height: '3000px' }} />}
    </main>
  )
}

// What the app itself forces, at each start.
const forces = JSON.parse(query.get('forces') ?? '{}') as Readonly<Record<string, object>>
for (const [flag, override] of Object.entries(forces)) client.setOverride(flag, override)

const root = document.querySelector('#root')
if (!root) throw new Error('There is no #root.')
if (query.has('mount')) mountDevtools(client, options)
if (query.has('twice')) mountDevtools(client, options)
const hasOverlay = !query.has('tanstack') && !query.has('mount') && !query.has('none')
const reactRoot = createRoot(root)

function draw(withOverlay: boolean): void {
  reactRoot.render(
    <StrictMode>
      <SluiceProvider client={client}>
        <div>
          <Page />
          {query.has('tanstack') && (
            <TanStackDevtools
              plugins={[{ ...sluiceDevtoolsPlugin(client, { ...options }), defaultOpen: true }]}
              config={{ defaultOpen: query.get('tanstack') !== 'closed' }}
            />
          )}
          {withOverlay && <SluiceDevtools {...options} />}
        </div>
      </SluiceProvider>
    </StrictMode>,
  )
}

const never = new Promise<never>(() => {})
const Waiting = (): ReactNode => use(never)

/** Draws an app that never comes to the page, and gives it up. */
function abandon(): void {
  const other = createRoot(document.createElement('div'))
  other.render(
    <SluiceProvider client={client}>
      <Waiting />
      <SluiceDevtools {...options} />
    </SluiceProvider>,
  )
  setTimeout(() => other.unmount(), 100)
}

Object.assign(window, {
  abandon,
  /** Lets a treatment crash, as its boundary tells of it. */
  crash: (flag: string, variant: string) =>
    reportCrash(client, { flag, variant, error: new Error('It is broken.') }),
  mend(withOverlay: boolean) {
    first.isBroken = false
    draw(withOverlay)
  },
})
draw(hasOverlay)
