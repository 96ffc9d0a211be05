import { createLocalClient } from '@sluice/client/local'
import { SluiceProvider } from '@sluice/react'
import { createElement, Fragment } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, it, vi } from 'vitest'
import { mountDevtools, SluiceDevtools } from './index.ts'

afterEach(() => vi.useRealTimers())

it('keeps nothing of a request on a server that draws the page, and mounts nothing', () => {
  vi.useFakeTimers()
  const client = createLocalClient({ values: { gate: true } })
  const page = createElement(Fragment, null, 'page', createElement(SluiceDevtools))
  expect(renderToString(createElement(SluiceProvider, { client }, page))).toBe('page')
  mountDevtools(client).open()
  expect(vi.getTimerCount()).toBe(0)
  expect('sluice' in globalThis).toBe(false)
})
