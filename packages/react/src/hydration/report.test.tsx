import type { Bootstrap, SluiceClient, SluiceClientOptions } from '@sluice/client'
import { createLocalClient } from '@sluice/client/local'
import { act, render } from '@testing-library/react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createFakeService, createTestClient, flag } from '../../test/service.ts'
import { takeConsole } from '../../test/strict-page.ts'
import { readBootstrap, SluiceProvider, useVariant } from '../index.ts'
import { bootstrapHtml, evaluateFlags } from '../server/index.ts'

const context = { targetingKey: 'ada', anonymousKey: 'anon', country: 'DE' }
const drawn: Bootstrap = {
  flags: [flag('hero', 'urgent text', 'urgent'), flag('same', true)],
  version: 3,
  epoch: 'one',
  context,
}

beforeEach(() => {
  document.body.innerHTML = bootstrapHtml({ bootstrap: drawn })
})
afterEach(() => {
  vi.unstubAllEnvs()
  document.body.replaceChildren()
})

/** Mounts a provider over a page that the server drew; gives what `onError` heard. */
async function reportOf(options: Partial<SluiceClientOptions>, hydrate = true): Promise<string[]> {
  const service = createFakeService()
  service.hold()
  const heard: string[] = []
  const client: SluiceClient = createTestClient(service, {
    ...options,
    onError: ({ code, message }) => heard.push(`${code}: ${message}`),
  })
  const { rerender } = render(<SluiceProvider client={client} />, { hydrate })
  await vi.dynamicImportSettled()
  rerender(<SluiceProvider client={client} />)
  await vi.dynamicImportSettled()
  return heard
}

it('says nothing when the client begins with what the page carries', async () => {
  expect(await reportOf({ bootstrap: readBootstrap() as Bootstrap })).toEqual([])
})

it('names flag, both values and cause when the client was made without a bootstrap', async () => {
  expect(await reportOf({ context })).toEqual([
    'HYDRATION_MISMATCH: Server and browser disagree. "hero": the server drew "urgent text" (urgent), the browser hydrates its default. The client was made without a bootstrap: give it `bootstrap: readBootstrap()`. So do 1 more flags.',
  ])
})

it('says that the page was cached when the versions differ', async () => {
  const bootstrap = {
    ...drawn,
    version: 5,
    flags: [flag('hero', 'plain', 'control'), flag('same', true)],
  }
  expect(await reportOf({ bootstrap })).toEqual([
    'HYDRATION_MISMATCH: Server and browser disagree. "hero": the server drew "urgent text" (urgent), the browser hydrates "plain" (control). The page was drawn at version 3, the client\'s bootstrap is of version 5: the page was cached, or the bootstrap is that of another request.',
  ])
})

it('says that the context is another one, and does not tell what is in it', async () => {
  const [report = '', ...others] = await reportOf({
    bootstrap: drawn,
    context: { ...context, country: 'FR', email: 'ada@acme.example' },
  })
  expect(report).toContain('another context (country, email)')
  expect(report).not.toMatch(/FR|acme/)
  expect(others).toEqual([])
})

it('says nothing of attributes that are the same in another order', async () => {
  const company = { name: 'Acme', id: 7, offices: [{ street: 'Main', city: 'Oslo' }] }
  const text = JSON.stringify({ ...drawn, context: { ...context, company } })
  const bootstrap = JSON.parse(
    text.replace('"offices"', '"__proto__":{"a":1},"offices"'),
  ) as Bootstrap
  document.body.innerHTML = bootstrapHtml({ bootstrap })
  expect(await reportOf({ bootstrap: readBootstrap() as Bootstrap })).toEqual([])
  const other = { ...context, company: { ...company, id: 8 } }
  expect(await reportOf({ bootstrap: drawn, context: other })).toEqual([
    expect.stringContaining('another context (company)'),
  ])
})

it('says nothing of a client that hydrates nothing', async () => {
  expect(await reportOf({ context: { targetingKey: 'grace' } }, false)).toEqual([])
})

it('says that the values of the page cannot be read', async () => {
  const html = bootstrapHtml({ bootstrap: drawn })
  document.body.innerHTML = html.replace('"version":3', '"version":')
  expect(await reportOf({ context })).toEqual([
    expect.stringContaining('#sluice-bootstrap was cut off or changed on the way'),
  ])
})

it('says nothing about a page that carries no values', async () => {
  document.body.replaceChildren()
  expect(await reportOf({ context })).toEqual([])
})

it('says nothing in production', async () => {
  vi.stubEnv('NODE_ENV', 'production')
  expect(await reportOf({ context })).toEqual([])
})

/** Draws two labels as a server does, then wakes them up in a browser; gives what `onError` heard. */
async function reportOfDefaults(onServer: string, inBrowser: string): Promise<string[]> {
  const Label = ({ label }: { label: string }) => useVariant('label', label)
  const page = (label: string) => [<Label key="a" label={label} />, <Label key="b" label="b" />]
  const flags = evaluateFlags({ evaluateAll: () => drawn }, context)
  const server = createLocalClient({ bootstrap: flags.bootstrap })
  const html = renderToString(<SluiceProvider client={server}>{page(onServer)}</SluiceProvider>)
  document.body.innerHTML = `<main>${html}</main>${bootstrapHtml(flags)}`
  const heard: string[] = []
  const client = createTestClient(createFakeService(), {
    bootstrap: readBootstrap() as Bootstrap,
    onError: ({ code, message }) => heard.push(`${code}: ${message}`),
  })
  const root = await act(async () =>
    hydrateRoot(
      document.querySelector('main') as Element,
      <SluiceProvider client={client}>{page(inBrowser)}</SluiceProvider>,
      { onRecoverableError() {} },
    ),
  )
  await vi.dynamicImportSettled()
  act(() => root.unmount())
  // React 18 prints what differs as well.
  takeConsole()
  return heard.filter((line) => line.startsWith('HYDRATION_MISMATCH'))
}

it('says that the two sides were given different defaults', async () => {
  expect(await reportOfDefaults('server', 'browser')).toEqual([
    'HYDRATION_MISMATCH: Server and browser disagree. "label": the server drew its default "server" or "b", the browser hydrates its default "browser". Give both sides the same default, and none that depends on the browser, the time or chance.',
  ])
})

it('says nothing when a flag has other defaults at other places, the same on both sides', async () => {
  expect(await reportOfDefaults('a', 'a')).toEqual([])
})

it('carries no defaults in production', () => {
  vi.stubEnv('NODE_ENV', 'production')
  expect(evaluateFlags({ evaluateAll: () => drawn }, context).bootstrap).toBe(drawn)
})
