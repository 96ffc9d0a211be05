import { describe, expect, it, onTestFinished } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { SHOP, testBench } from '../testing/test-service.ts'

/** A browser as far as receipts go: holds a stream open and fetches, or not, what it is told to. */
async function connectClient(url: string, follows: boolean): Promise<void> {
  const evaluate = async (etag?: string): Promise<{ eventStreams: { url: string }[] }> => {
    const query = etag === undefined ? '' : `?flagConfigEtag=${encodeURIComponent(etag)}`
    const response = await fetch(`${url}/ofrep/v1/evaluate/flags${query}`, {
      method: 'POST',
      headers: { authorization: 'Bearer sluice_client_demo', 'content-type': 'application/json' },
      body: '{"context":{"targetingKey":"u1"}}',
    })
    return (await response.json()) as { eventStreams: { url: string }[] }
  }
  const [stream] = (await evaluate()).eventStreams
  const stopped = new AbortController()
  onTestFinished(() => stopped.abort())
  const response = await fetch(stream?.url ?? '', {
    headers: { 'user-agent': follows ? 'follower' : 'sleeper' },
    signal: stopped.signal,
  })
  const connected = Promise.withResolvers<void>()
  const read = async (): Promise<void> => {
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString('utf8')
      connected.resolve()
      const etag = /"etag":"([^"]+)"[^\n]*\n\n/.exec(text)?.[1]
      if (etag === undefined) continue
      text = ''
      if (follows) await evaluate(etag)
    }
  }
  read().catch(() => connected.resolve())
  await connected.promise
}

describe('sluice kill', () => {
  it('turns a flag off at once and without a question', async () => {
    const { sluice } = await testBench()
    const { exit, out } = await sluice(['kill', 'new-checkout', '--reason', 'Payments fail'])
    expect([exit, out]).toEqual([EXIT.ok, 'new-checkout is off: development is at version 2.\n'])
    expect((await sluice(['explain', 'new-checkout'])).out).toContain('The flag is off.')
    expect((await sluice(['versions', '--json'])).json().items[0].reason).toBe('Payments fail')
  })

  it('says so when the flag was off already', async () => {
    const { sluice } = await testBench()
    await sluice(['kill', 'new-checkout'])
    expect((await sluice(['kill', 'new-checkout'])).out).toBe(
      'new-checkout was off already: development is at version 2.\n',
    )
  })

  it('warns when what everybody is served by default is the open gate', async () => {
    const open = SHOP.replace('    enabled: true\n', '    enabled: true\n    defaultVariant: on\n')
    const { sluice } = await testBench(open)
    const { exit, out, err } = await sluice(['kill', 'new-checkout', '--yes'])
    expect([exit, out]).toEqual([
      EXIT.ok,
      'new-checkout is off: development is at version 2. Everybody is served true now (variant on).\n',
    ])
    expect(err).toMatch(/^warning: new-checkout is off, but its default is "on"/)
    expect((await sluice(['kill', 'new-checkout', '--json'])).json()).toMatchObject({
      served: { variant: 'on', value: true },
      warning: expect.stringContaining('its default is "on"'),
    })
  })

  it('says what a flag with values serves from now on', async () => {
    const { sluice } = await testBench()
    const { out, err } = await sluice(['kill', 'checkout-cta'])
    expect([out, err]).toEqual([
      'checkout-cta is off: development is at version 2. Everybody is served "Buy now" now (variant control).\n',
      '',
    ])
  })

  it('waits until every connected client has fetched it, and says how fast', async () => {
    const { sluice, service } = await testBench()
    await connectClient(service.url, true)
    await connectClient(service.url, true)
    const { exit, out } = await sluice(['kill', 'new-checkout', '--wait', '20'])
    expect(exit).toBe(EXIT.ok)
    expect(out).toMatch(
      /All 2 connected clients have fetched version 2 \(p50 \d+ ms, p99 \d+ ms\)\.\n$/,
    )
  })

  it('names who has not fetched it in time, and exits with its own code', async () => {
    const { sluice, service } = await testBench()
    await connectClient(service.url, true)
    await connectClient(service.url, false)
    const { exit, err } = await sluice(['kill', 'new-checkout', '--wait', '1.5'])
    expect(exit).toBe(EXIT.alarm)
    expect(err).toMatch(
      /^1 of 2 connected clients have fetched version 2.*\n1 has not:\n {2}\S+ {2}connected .* {2}sleeper\n$/,
    )
  })

  it('gives scripts the receipts', async () => {
    const { sluice, service } = await testBench()
    await connectClient(service.url, true)
    const { json } = await sluice(['kill', 'new-checkout', '--wait', '--json'])
    expect(json()).toMatchObject({
      flag: 'new-checkout',
      version: 2,
      receipts: { connected: 1, fetched: 1, waiting: [], p50Ms: expect.any(Number) },
    })
  })

  it('says that nobody is connected', async () => {
    const { sluice } = await testBench()
    const { exit, out } = await sluice(['kill', 'new-checkout', '-w'])
    expect([exit, out]).toEqual([
      EXIT.ok,
      expect.stringContaining('No client is connected by a stream.'),
    ])
  })

  it('refuses a time that is none, before anything is changed', async () => {
    const { sluice } = await testBench()
    for (const wait of ['0', '-1', 'soon', '99999']) {
      expect((await sluice(['kill', 'new-checkout', `--wait=${wait}`])).exit).toBe(EXIT.usage)
    }
    expect((await sluice(['flags', 'list', '--json'])).json().version).toBe(1)
  })
})
