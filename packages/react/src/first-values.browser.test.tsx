import { recordVitals } from '@sluice/client/vitals'
import { Suspense, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { createFakeService, createTestClient, flag } from '../test/service.ts'
import '../test/strict-page.ts'
import { SluiceProvider, useSuspenseVariant, useVariant, type SluiceClient } from './index.ts'

// Pages as visitors have them: the browser paints, and measures what moves.

let root: Root
let container: HTMLElement

beforeEach(() => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  container = document.createElement('div')
  document.body.append(container)
  root = createRoot(container)
})

afterEach(() => {
  root.unmount()
  container.remove()
})

function Banner({ value }: { value: string }): ReactNode {
  return <div style={{ height: value === 'big' ? 200 : 20 }}>{value}</div>
}

function page(client: SluiceClient, slots: ReactNode): ReactNode {
  return (
    <SluiceProvider client={client}>
      {slots}
      <h1>What is below moves</h1>
    </SluiceProvider>
  )
}

/** Draws a page whose first answer comes late, and gives what was told of it. */
async function visit(slots: ReactNode): Promise<ReadonlyMap<string, number | undefined>> {
  const service = createFakeService([
    flag('moves', 'big', 'b'),
    flag('same', 'small', 'a'),
    flag('waits', 'big', 'b'),
    flag('nowhere', 'big', 'b'),
  ])
  const release = service.hold()
  const client = createTestClient(service)
  const told = new Map<string, number | undefined>()
  vi.spyOn(client, 'track').mockImplementation((name, outcome) => {
    told.set(name, outcome?.value)
  })
  onTestFinished(recordVitals(client))
  root.render(page(client, slots))
  await pause(600)
  release()
  await client.ready()
  await pause(600)
  dispatchEvent(new Event('pagehide'))
  return told
}

function Moves(): ReactNode {
  return <Banner value={useVariant('moves', 'small')} />
}

function Same(): ReactNode {
  return <Banner value={useVariant('same', 'small')} />
}

function Waits(): ReactNode {
  return <Banner value={useSuspenseVariant('waits', 'small')} />
}

it('puts what the first values move down to the gates that drew a default meanwhile', async () => {
  const told = await visit(
    <>
      <Moves />
      <Same />
    </>,
  )
  expect(container.textContent).toContain('big')
  expect(gates(told)).toEqual(['web-vital.gate_shift.moves', 'web-vital.late_value.moves'])
  expect(told.get('web-vital.gate_shift.moves')).toBeGreaterThan(0)
  expect(told.get('web-vital.cls')).toBe(told.get('web-vital.gate_shift.moves'))
})

it('tells of no gate late that a suspended component had not drawn', async () => {
  const told = await visit(
    <Suspense fallback={<Banner value="waiting" />}>
      <Waits />
    </Suspense>,
  )
  expect(container.textContent).toContain('big')
  expect(gates(told)).toEqual([])
})

function gates(told: ReadonlyMap<string, unknown>): readonly string[] {
  return [...told.keys()].filter((name) => /late_value|gate_shift/.test(name)).toSorted()
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
