import * as React from 'react'
import { StrictMode, Suspense, type ComponentType, type ReactElement, type ReactNode } from 'react'
import {
  Gate,
  useGate,
  useSuspenseVariant,
  useVariant,
  useVariantDetails,
  Variant,
  type SluiceClient,
} from '../src/index.ts'
import { Crash } from './crash.tsx'
import { hideDocument } from './hide-document.ts'

// React 18 has no `Activity`.
export const Activity:
  | ComponentType<{ mode: 'visible' | 'hidden'; children: ReactNode }>
  | undefined = (React as unknown as { readonly Activity?: never }).Activity

/** A page in which a case happens. */
export interface Stage {
  readonly client: SluiceClient
  /** Draws below a provider and waits until React has done all it can. */
  readonly draw: (node: ReactNode, how?: 'plainly' | 'in a transition') => Promise<void>
  /** Does something that changes the page. */
  readonly act: (deed: () => unknown) => Promise<void>
}

/** One row of the table. */
export interface ExposureCase {
  readonly situation: string
  readonly exposures: number
  readonly crashes?: number
  readonly needs?: 'Activity'
  readonly run: (stage: Stage) => Promise<void>
}

function Reader(): ReactElement {
  return <p>{useVariant('checkout-cta', 'Buy now')}</p>
}

const never = new Promise<never>(() => {})

function Forever(): ReactElement {
  // oxlint-disable-next-line typescript/only-throw-error -- a promise is how a component suspends
  throw never
}

function Impatient(): ReactElement {
  useVariant('checkout-cta', 'Buy now')
  // oxlint-disable-next-line typescript/only-throw-error -- as above
  throw never
}

function Closed(): ReactElement {
  return <p>{String(useGate('closed', false))}</p>
}

function Details(): ReactElement {
  return <p>{useVariantDetails('checkout-cta', 'Buy now').reason}</p>
}

function Patient(): ReactElement {
  return <p>{useSuspenseVariant('checkout-cta', 'Buy now')}</p>
}

const cta = (urgent: ReactNode, pending?: ReactNode): ReactElement => (
  <Variant flag="checkout-cta" cases={{ control: 'plain', urgent }} pending={pending} />
)

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))

const times = (count: number, deed: (index: number) => Promise<void>): Promise<void> =>
  Array.from({ length: count }, (_, index) => index).reduce(
    (before, index) => before.then(() => deed(index)),
    Promise.resolve(),
  )

/** What only a page in a browser can play. */
export const SERVER_CASES: Readonly<Record<'left' | 'hydrated', Omit<ExposureCase, 'run'>>> = {
  left: { situation: 'drawn by a server, and left before the page is awake', exposures: 1 },
  hydrated: { situation: 'drawn by a server, and awake then', exposures: 1 },
}

/** What a page does, and what is counted of it. */
export const EXPOSURE_CASES: readonly ExposureCase[] = [
  { situation: 'one mount', exposures: 1, run: ({ draw }) => draw(<Reader />) },
  {
    situation: 'a hook that gives the details',
    exposures: 1,
    run: ({ draw }) => draw(<Details />),
  },
  {
    situation: 'a hook that suspends until the first answer',
    exposures: 1,
    run: ({ draw }) => draw(<Patient />),
  },
  { situation: 'a case of a `<Variant>`', exposures: 1, run: ({ draw }) => draw(cta('urgent')) },
  {
    situation: 'a gate that is closed, like the default before it',
    exposures: 1,
    run: ({ draw }) => draw(<Closed />),
  },
  {
    situation: 'a gate that draws nothing',
    exposures: 1,
    run: ({ draw }) => draw(<Gate flag="closed">new</Gate>),
  },
  {
    situation: 'a mount in StrictMode',
    exposures: 1,
    run: ({ draw }) =>
      draw(
        <StrictMode>
          <Reader />
          {cta('urgent')}
        </StrictMode>,
      ),
  },
  {
    situation: 'five more renders',
    exposures: 1,
    run: ({ draw }) =>
      times(6, (index) =>
        draw(
          <div title={String(index)}>
            <Reader />
            {cta(`urgent ${index}`)}
          </div>,
        ),
      ),
  },
  {
    situation: 'three mounts, one after another',
    exposures: 1,
    run: ({ draw }) => times(3, () => draw(<Reader />).then(() => draw(null))),
  },
  {
    situation: '1,000 readers',
    exposures: 1,
    run: ({ draw }) => draw(Array.from({ length: 1000 }, (_, key) => <Reader key={key} />)),
  },
  {
    situation: 'two people, one after the other',
    exposures: 2,
    run: async ({ draw, act, client }) => {
      await draw(<Reader />)
      await act(() => client.setContext({ targetingKey: 'grace' }))
    },
  },
  {
    situation: 'another person, when it has left the page',
    exposures: 1,
    run: async ({ draw, act, client }) => {
      await draw(<Reader />)
      await draw(null)
      await act(() => client.setContext({ targetingKey: 'grace' }))
    },
  },
  {
    situation: 'a render that suspends',
    exposures: 0,
    run: ({ draw }) =>
      draw(
        <Suspense fallback="wait">
          <Impatient />
        </Suspense>,
      ),
  },
  {
    situation: 'a render beside one that suspends',
    exposures: 0,
    run: ({ draw }) =>
      draw(
        <Suspense fallback="wait">
          <Reader />
          {cta('urgent')}
          <Forever />
        </Suspense>,
      ),
  },
  {
    situation: 'a treatment that suspends',
    exposures: 0,
    run: ({ draw }) => draw(<Suspense fallback="wait">{cta(<Forever />)}</Suspense>),
  },
  {
    situation: 'a treatment whose code is not there yet',
    exposures: 0,
    run: ({ draw }) =>
      draw(
        <Variant
          flag="checkout-cta"
          cases={{ control: 'plain', urgent: () => never }}
          pending="wait"
        />,
      ),
  },
  {
    situation: 'a treatment that throws while it renders',
    exposures: 0,
    crashes: 1,
    run: ({ draw }) => draw(cta(<Crash during="render" />)),
  },
  {
    situation: 'the control in place of a treatment that threw',
    exposures: 0,
    crashes: 1,
    run: async ({ draw }) => {
      await draw(cta(<Crash during="render" />))
      await draw(<div>{cta('urgent')}</div>)
    },
  },
  {
    situation: 'a treatment that throws before anything is painted',
    exposures: 0,
    crashes: 1,
    run: ({ draw }) => draw(cta(<Crash during="layout effect" />)),
  },
  {
    situation: 'a transition that is abandoned',
    exposures: 0,
    run: async ({ draw }) => {
      await draw(<p>before</p>)
      await draw(
        <div>
          <Reader />
          <Forever />
        </div>,
        'in a transition',
      )
      await draw(<p>after</p>)
    },
  },
  {
    situation: 'hidden in `<Activity>`',
    exposures: 0,
    needs: 'Activity',
    run: ({ draw }) => draw(inActivity('hidden')),
  },
  {
    situation: 'hidden in `<Activity>`, then shown',
    exposures: 1,
    needs: 'Activity',
    run: ({ draw }) => draw(inActivity('hidden')).then(() => draw(inActivity('visible'))),
  },
  {
    situation: 'a page in the background that nobody ever looks at',
    exposures: 0,
    run: async ({ draw }) => {
      const lookAt = hideDocument()
      await draw(<Reader />)
      await pause()
      await draw(null)
      lookAt()
    },
  },
  {
    situation: 'a page in the background that somebody looks at later',
    exposures: 1,
    run: async ({ draw, act }) => {
      const lookAt = hideDocument()
      await draw(<Reader />)
      await draw(<Reader key="again" />)
      await act(lookAt)
    },
  },
  {
    situation: 'a read by `client.peek`',
    exposures: 0,
    run: ({ act, client }) => act(() => client.peek('checkout-cta', 'Buy now')),
  },
]

function inActivity(mode: 'visible' | 'hidden'): ReactNode {
  return (
    Activity && (
      <Activity mode={mode}>
        <Reader />
        {cta('urgent')}
      </Activity>
    )
  )
}

/** The table as the README has it. */
export function casesAsMarkdown(): string {
  const rows = [...EXPOSURE_CASES, ...Object.values(SERVER_CASES)].map(
    ({ situation, exposures, crashes }) =>
      `| ${situation} | ${exposures}${crashes === undefined ? '' : `, and ${crashes} crash`} |`,
  )
  return ['| what happens | exposures |', '| --- | --- |', ...rows].join('\n')
}
