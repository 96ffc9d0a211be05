import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { runSluice } from '../testing/run-sluice.ts'
import type { Spawned } from '../testing/spawn-sluice.ts'
import { spawnSluice } from '../testing/spawn-sluice.ts'
import { SHOP, testFolder } from '../testing/test-service.ts'

/** Starts `sluice serve` on a free port, in a folder with a flags file. */
async function served(
  argv: readonly string[] = [],
  env: Record<string, string> = {},
  flags: string = SHOP,
) {
  const bench = await testFolder()
  await bench.write('flags.yaml', flags)
  const spawned = spawnSluice(['serve', '--port', '0', ...argv], bench.folder, env)
  return { ...bench, spawned }
}

async function addressOf(spawned: Spawned): Promise<string> {
  await spawned.prints(/http:\/\/127\.0\.0\.1:\d+/)
  return /http:\/\/127\.0\.0\.1:\d+/.exec(spawned.out() + spawned.err())?.[0] ?? ''
}

describe('sluice serve', () => {
  it('serves the seed of an empty folder, says what to open, and drains on SIGTERM', async () => {
    const { spawned, folder } = await served(['--seed', 'flags.yaml'])
    const url = await addressOf(spawned)
    await spawned.prints('sluice flags list --url')
    expect(spawned.out()).toContain(`Sluice serves flags at ${url} (development, data in .sluice)`)
    const { out } = await runSluice(['flags', 'list'], { cwd: folder, env: { SLUICE_URL: url } })
    expect(out).toContain('new-checkout')
    spawned.child.kill('SIGTERM')
    expect(await spawned.ended).toBe(EXIT.ok)
    expect(spawned.err()).toBe('')
  })

  it('asks no Prometheus that a watched file names and its settings do not', async () => {
    const flags = `${SHOP}metrics:
  errors:
    kind: prometheus
    url: http://prometheus.example:9090
    query: sum(rate(errors[$range]))
    direction: lower_is_better
`
    const { spawned, folder } = await served(['--watch', 'flags.yaml'], {}, flags)
    expect(await spawned.ended).toBe(EXIT.usage)
    expect(spawned.err()).toContain('metrics.errors.url: This service asks no metrics from')
    expect(spawned.err()).toContain('SLUICE_METRIC_SOURCES')
    const again = spawnSluice(['serve', '--port', '0', '--watch', 'flags.yaml'], folder, {
      SLUICE_METRIC_SOURCES: 'http://prometheus.example:9090',
    })
    const { out } = await runSluice(['flags', 'list'], {
      env: { SLUICE_URL: await addressOf(again) },
    })
    expect(out).toContain('new-checkout')
  })

  it('keeps what it acknowledged when it is killed', async () => {
    const { spawned, folder } = await served(['--seed', 'flags.yaml'])
    const url = await addressOf(spawned)
    expect((await runSluice(['kill', 'new-checkout'], { env: { SLUICE_URL: url } })).exit).toBe(
      EXIT.ok,
    )
    spawned.child.kill('SIGKILL')
    await spawned.ended
    const again = spawnSluice(['serve', '--port', '0', '--seed', 'flags.yaml'], folder)
    const { out } = await runSluice(['explain', 'new-checkout'], {
      env: { SLUICE_URL: await addressOf(again) },
    })
    expect(out).toContain('The flag is off.')
    expect(out).toContain('version 2')
  })

  it('ends with 0 on SIGTERM in the middle of changes and streams, and loses nothing of them', async () => {
    const { spawned, folder } = await served(['--seed', 'flags.yaml'])
    const url = await addressOf(spawned)
    const values = await fetch(`${url}/ofrep/v1/evaluate/flags`, {
      method: 'POST',
      headers: { Authorization: 'Bearer sluice_client_demo' },
      body: '{"context":{}}',
    })
    const { eventStreams } = (await values.json()) as { eventStreams: { url: string }[] }
    const streams = await Promise.all(
      Array.from({ length: 40 }, async () => fetch(eventStreams[0]?.url ?? '')),
    )
    const heard = Promise.all(streams.map(async (stream) => stream.text()))
    let acknowledged = 0
    const change = async (): Promise<void> => {
      const answer = await fetch(`${url}/v1/environments/development/flags/new-checkout`, {
        method: 'PATCH',
        headers: {
          Authorization: 'Bearer sluice_admin_demo',
          'Content-Type': 'application/merge-patch+json',
        },
        body: JSON.stringify({ description: `change after ${acknowledged}` }),
      })
      acknowledged = ((await answer.json()) as { version: number }).version
      if (acknowledged === 10) spawned.child.kill('SIGTERM')
      await change()
    }
    await expect(change()).rejects.toThrow('fetch failed')
    const from = performance.now()
    expect(await spawned.ended).toBe(EXIT.ok)
    expect(performance.now() - from).toBeLessThan(10_000)
    for (const text of await heard) expect(text).toMatch(/retry: \d+\n\n$/)

    const again = spawnSluice(['serve', '--port', '0'], folder)
    const env = { SLUICE_URL: await addressOf(again) }
    const { out } = await runSluice(['versions', '-n', '1', '--json'], { env })
    expect((JSON.parse(out) as { items: { version: number }[] }).items[0]?.version).toBe(
      acknowledged,
    )
    expect((await runSluice(['audit', 'verify'], { env })).exit).toBe(EXIT.ok)
  })

  it('takes its settings from the environment', async () => {
    const { folder } = await testFolder()
    const spawned = spawnSluice(['serve', '--json'], folder, {
      SLUICE_PORT: '0',
      SLUICE_HOST: '127.0.0.1',
      SLUICE_DATA_DIR: 'elsewhere',
      SLUICE_AUDIT_HEAD: 'head.json',
      SLUICE_AUDIT_KEY: 'key.pem',
    })
    await spawned.prints('}\n')
    expect(JSON.parse(spawned.out())).toMatchObject({
      url: expect.stringContaining('http://127.0.0.1:'),
      mode: 'development',
      dataDir: expect.stringMatching(/elsewhere$/),
    })
    expect((await readdir(folder)).toSorted()).toEqual([
      'elsewhere',
      'head.json',
      'key.pem',
      'key.pem.pub',
    ])
  })

  it('prints the first admin token of production once, and logs JSON lines without it', async () => {
    const { spawned, folder } = await served([], { NODE_ENV: 'production' })
    const url = await addressOf(spawned)
    await spawned.prints('sluice environments create production')
    const token = /sluice_token_\S+/.exec(spawned.err())?.[0] ?? ''
    const as = async (env: Record<string, string>) =>
      (
        await runSluice(['environments', 'create', 'production'], {
          env: { SLUICE_URL: url, ...env },
        })
      ).exit
    expect(await as({})).toBe(EXIT.denied)
    expect(await as({ SLUICE_TOKEN: token })).toBe(EXIT.ok)
    spawned.child.kill('SIGINT')
    expect(await spawned.ended).toBe(EXIT.ok)
    expect(spawned.out()).not.toContain(token)
    const messages = spawned
      .out()
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line).msg)
    expect(messages).toEqual(expect.arrayContaining(['service started', 'service stopped']))

    const again = spawnSluice(['serve', '--port', '0', '--mode', 'production'], folder)
    await addressOf(again)
    await again.prints('production, data in')
    expect(again.err()).not.toContain('sluice_token_')
    expect(again.err()).not.toContain('environments create')
  })

  it('says in one line that the port is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await once(blocker, 'listening')
    const { port } = blocker.address() as AddressInfo
    const { folder } = await testFolder()
    const spawned = spawnSluice(['serve', '--port', String(port)], folder)
    expect(await spawned.ended).toBe(EXIT.failed)
    blocker.close()
    expect(spawned.err()).toMatch(
      new RegExp(`^error: Port ${port} on 127\\.0\\.0\\.1 is taken by another program\\. .*\n$`),
    )
  })

  it('refuses demo keys where others reach them, and settings that are none', async () => {
    const { folder: cwd } = await testFolder()
    const serve = async (argv: string[], env = {}) => runSluice(['serve', ...argv], { cwd, env })
    const open = await serve(['--host', '0.0.0.0'])
    expect([open.exit, open.err]).toEqual([EXIT.usage, expect.stringContaining('demo keys')])
    expect((await serve(['--port', '70000'])).exit).toBe(EXIT.usage)
    expect((await serve(['--mode', 'test'])).exit).toBe(EXIT.usage)
    expect((await serve([], { SLUICE_PORT: 'x' })).exit).toBe(EXIT.usage)
    for (const level of ['verbose', 'INFO', 'toString', '30']) {
      const odd = await serve([], { SLUICE_LOG_LEVEL: level })
      expect(odd.exit).toBe(EXIT.usage)
      expect(odd.err).toContain(
        `SLUICE_LOG_LEVEL has to be one of trace, debug, info, warn, error, fatal, silent, not "${level}".`,
      )
    }
    for (const address of ['clickhouse.example', 'tcp://user:canary@clickhouse.example:9000']) {
      const odd = await serve([], { SLUICE_CLICKHOUSE_URL: address })
      expect(odd.exit).toBe(EXIT.usage)
      expect(odd.err).toContain('SLUICE_CLICKHOUSE_URL has to be an address such as')
      expect(odd.err).not.toContain('canary')
    }
    expect((await serve(['--seed', 'none.yaml'])).exit).toBe(EXIT.usage)
  })

  it('starts with no seed that has faults', async () => {
    const { spawned } = await served(['--seed', 'flags.yaml'], {}, 'flags: 1\n')
    expect(await spawned.ended).toBe(EXIT.invalid)
    expect(spawned.err()).toContain('flags.yaml:1:1 error')
  })
})

describe('sluice serve --watch', () => {
  it('needs no seed once there is data', async () => {
    const { spawned, folder, write } = await served(['--seed', 'flags.yaml'])
    await addressOf(spawned)
    spawned.child.kill('SIGTERM')
    expect(await spawned.ended).toBe(EXIT.ok)
    await write('flags.yaml', 'flags: [')
    const again = spawnSluice(['serve', '--port', '0', '--seed', 'flags.yaml'], folder)
    const env = { SLUICE_URL: await addressOf(again) }
    expect((await runSluice(['flags', 'list'], { env })).out).toContain('new-checkout')
    expect(again.err()).toBe('')
  })

  it('sends every valid save, and goes on with what it has after a faulty one', async () => {
    const { spawned, write } = await served(['--watch', 'flags.yaml'])
    const url = await addressOf(spawned)
    await spawned.prints('Watching flags.yaml: each valid save goes to development.')
    await write('flags.yaml', SHOP.replace('coverageBps: 2000', 'coverageBps: 5000'))
    await spawned.prints(
      '~ new-checkout  rules[1].serve.coverageBps  2000 → 5000\nPushed flags.yaml: development is at version 2.',
    )

    await write('flags.yaml', SHOP.replace('coverageBps: 2000', 'coverageBps: 50000'))
    await spawned.prints('flags.yaml was not pushed: the service goes on with what it has.')
    expect(spawned.out()).toMatch(/flags\.yaml:22:11 error .*50000/)

    await write('flags.yaml', SHOP.slice(0, SHOP.indexOf('  checkout-cta:')))
    await spawned.prints('saving archives no flags')
    const flags = (
      await runSluice(['flags', 'list', '--json'], { env: { SLUICE_URL: url } })
    ).json()
    expect(flags).toMatchObject({
      version: 2,
      flags: [{ key: 'new-checkout' }, { key: 'checkout-cta' }],
    })

    await write('flags.yaml', SHOP)
    await spawned.prints('development is at version 3.')
    const [latest] = (await runSluice(['versions', '--json'], { env: { SLUICE_URL: url } })).json()
      .items
    expect(latest.reason).toBe('flags.yaml was saved')
  })

  it('does not undo with a save what somebody else changed meanwhile', async () => {
    const { spawned, write } = await served(['--watch', 'flags.yaml'])
    const env = { SLUICE_URL: await addressOf(spawned) }
    await spawned.prints('Watching flags.yaml')
    await runSluice(['kill', 'new-checkout', '--reason', 'Payments fail'], { env })
    await write('flags.yaml', SHOP.replace('coverageBps: 2000', 'coverageBps: 5000'))
    await spawned.prints('Take them over with "sluice pull"')
    expect(spawned.out()).toContain('Payments fail')
    const { out } = await runSluice(['explain', 'new-checkout'], { env })
    expect(out).toContain('The flag is off.')
    expect(out).toContain('version 2')
  })

  it('does not undo with a save of the same text what somebody else changed', async () => {
    const { spawned, write } = await served(['--watch', 'flags.yaml'])
    const env = { SLUICE_URL: await addressOf(spawned) }
    await spawned.prints('Watching flags.yaml')
    await runSluice(['kill', 'new-checkout', '--reason', 'Payments fail'], { env })
    await write('flags.yaml', SHOP)
    await spawned.prints('Take them over with "sluice pull"')
    expect((await runSluice(['explain', 'new-checkout'], { env })).out).toContain(
      'The flag is off.',
    )
  })

  it('says at the start that the file differs, and sends it with a save as it is, not by itself', async () => {
    const { spawned, folder, write } = await served(['--watch', 'flags.yaml'])
    await addressOf(spawned)
    await spawned.prints('Watching')
    spawned.child.kill('SIGTERM')
    await spawned.ended
    await write('flags.yaml', SHOP.replace('coverageBps: 2000', 'coverageBps: 5000'))
    const again = spawnSluice(['serve', '--port', '0', '--watch', 'flags.yaml'], folder)
    const url = await addressOf(again)
    await again.prints(
      'flags.yaml differs from what is served (1 changed): save it or run "sluice push" to send it.',
    )
    expect(
      (await runSluice(['flags', 'list', '--json'], { env: { SLUICE_URL: url } })).json().version,
    ).toBe(1)
    await write('flags.yaml', SHOP.replace('coverageBps: 2000', 'coverageBps: 5000'))
    await again.prints('Pushed flags.yaml: development is at version 2.')
    await write('flags.yaml', SHOP.replace('coverageBps: 2000', 'coverageBps: 5000'))
    await again.prints('flags.yaml was saved; nothing changed.')
  })

  it('starts with a faulty file, shows its faults and waits for the next save', async () => {
    const { spawned, write } = await served(['--watch', 'flags.yaml'], {}, 'flags: 1\n')
    await spawned.prints('flags.yaml:1:1 error')
    await write('flags.yaml', SHOP)
    await spawned.prints('Pushed flags.yaml: development is at version')
    expect(spawned.child.exitCode).toBeNull()
  })
})
