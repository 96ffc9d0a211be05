import { createLocalClient } from '@sluice/client/local'
import { Suspense, type ReactElement } from 'react'
import { renderToReadableStream } from 'react-dom/server'
import { expect, it } from 'vitest'
import { flag } from '../../test/service.ts'
import '../../test/strict-page.ts'
import { Gate, SluiceProvider, useVariant, Variant } from '../index.ts'
import { evaluateFlags, SluiceBootstrap } from './index.ts'

const served = [flag('new-checkout', true), flag('checkout-cta', 'Hurry', 'urgent')]
const flags = evaluateFlags(
  { evaluateAll: (context) => ({ flags: served, version: 1, epoch: 'test', context }) },
  { anonymousKey: 'a-b-c' },
)

/** Something that a component waits for, the way that React 18 knows too. */
interface Wait {
  isOver: boolean
  readonly promise: Promise<unknown>
}

function Late({ until }: { readonly until: Wait }): ReactElement {
  // oxlint-disable-next-line typescript/only-throw-error -- what Suspense waits for is thrown
  if (!until.isOver) throw until.promise
  return <b>{` ${useVariant('checkout-cta', 'Buy now')}`}</b>
}

function Page({ until }: { readonly until: Wait }): ReactElement {
  return (
    <main>
      <Gate flag="new-checkout" fallback="old">
        new
      </Gate>
      <Suspense fallback=" …">
        <Late until={until} />
        <Variant flag="checkout-cta" cases={{ control: ' plain', urgent: ' urgent' }} />
      </Suspense>
    </main>
  )
}

function wait(): Wait & { end(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const until = {
    isOver: false,
    promise,
    end() {
      until.isOver = true
      resolve()
    },
  }
  return until
}

function draw(until: Wait): ReturnType<typeof renderToReadableStream> {
  return renderToReadableStream(
    <SluiceProvider client={createLocalClient({ bootstrap: flags.bootstrap })}>
      <SluiceBootstrap flags={flags} nonce="n" />
      <Page until={until} />
    </SluiceProvider>,
  )
}

// React 18 has no such stream in its build for Node.
const draws = typeof renderToReadableStream === 'function'

it.skipIf(!draws)(
  'streams the values of the request before everything that reads them',
  async () => {
    const until = wait()
    const reader = (await draw(until)).pipeThrough(new TextDecoderStream()).getReader()
    const { value: shell = '' } = await reader.read()
    expect(shell).toMatch(/id="sluice-bootstrap".*<main>.*new.* …/s)
    expect(shell).not.toContain('Hurry</b>')
    until.end()
    let rest = ''
    for (let part = await reader.read(); !part.done; part = await reader.read()) rest += part.value
    expect(rest).toContain(' Hurry</b>')
    expect(rest).toContain(' urgent')
  },
)
