import { createContext, runInContext } from 'node:vm'
import { expect, it } from 'vitest'
import type { createSluiceNode } from '../src/index.ts'
import { bundleEntry } from './bundle.ts'
import { published } from './published.ts'

it('knows of no platform in its main entry, and of Node in the one for the disk', async () => {
  expect((await bundleEntry('index.ts')).externals).toEqual([])
  expect((await bundleEntry('disk.ts')).externals).toContain('node:fs/promises')
})

it('runs where there is nothing but what every worker has', async () => {
  const { code } = await bundleEntry('index.ts')
  const rules = [
    {
      id: 'staff',
      when: { attribute: 'email', op: 'matches', values: ['@acme[.]example$'] },
      serve: { variant: 'on' },
    },
  ]
  const fetch = () => Promise.resolve(published({ flags: { gate: { rules } } }))
  const { AbortController, Headers, Response, TextDecoder, URL, performance } = globalThis
  const world = createContext({
    AbortController,
    Headers,
    Response,
    TextDecoder,
    URL,
    performance,
    fetch,
    // Timers of a worker are numbers.
    setTimeout: (run: () => void, delayMs: number) => Number(setTimeout(run, delayMs).unref()),
    clearTimeout,
    queueMicrotask,
  })
  runInContext(`"use strict"; ${code}; globalThis.entry = entry`, world)
  const entry = runInContext('entry', world) as { createSluiceNode: typeof createSluiceNode }
  const node = entry.createSluiceNode({ url: 'http://gates.test', serverKey: 'x', stream: false })
  expect(await node.ready()).toMatchObject({ state: 'ready', version: 1 })
  const of = (email: string) => node.evaluate('gate', false, { email }).value
  expect([of('ada@acme.example'), of('eve@elsewhere.example')]).toEqual([true, false])
  node.close()
})
