import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { SHOP, testBench } from '../testing/test-service.ts'

const RAISED = SHOP.replace('coverageBps: 2000', 'coverageBps: 5000')

describe('sluice push', () => {
  it('has nothing to do when file and service say the same', async () => {
    const { sluice } = await testBench()
    const { exit, out } = await sluice(['push'])
    expect([exit, out]).toEqual([
      EXIT.ok,
      'Nothing to push: development is at version 1, and flags.yaml says the same.\n',
    ])
  })

  it('shows the difference, asks, and writes on yes', async () => {
    const { sluice, write } = await testBench()
    await write('flags.yaml', RAISED)
    const { exit, out } = await sluice(['push', '--reason', 'Mönday – 50 %'], { answers: ['y'] })
    expect(exit).toBe(EXIT.ok)
    expect(out).toBe(
      '~ new-checkout  rules[1].serve.coverageBps  2000 → 5000\n' +
        'Push to development (1 changed)? [y/N] Pushed flags.yaml: development is at version 2 (1 changed).\n',
    )
    const [latest] = (await sluice(['versions', '--json'])).json().items
    expect(latest).toMatchObject({
      version: 2,
      reason: 'Mönday – 50 %',
      actor: { name: 'demo admin' },
    })
  })

  it('writes nothing on any other answer', async () => {
    for (const answers of [['n'], [''], ['yes please'], []]) {
      const { sluice, write } = await testBench()
      await write('flags.yaml', RAISED)
      const { exit, err } = await sluice(['push'], { answers })
      expect([exit, err]).toEqual([EXIT.failed, 'Nothing was pushed.\n'])
      expect((await sluice(['push', '--dry-run', '--json'])).json().version).toBe(1)
    }
  })

  it('refuses without a terminal unless it is told yes', async () => {
    const { sluice, write } = await testBench()
    await write('flags.yaml', RAISED)
    const refused = await sluice(['push'])
    expect([refused.exit, refused.err]).toEqual([EXIT.usage, expect.stringContaining('Add --yes')])
    expect((await sluice(['push', '--json'], { answers: ['y'] })).exit).toBe(EXIT.usage)
    expect((await sluice(['push', '--yes'])).exit).toBe(EXIT.ok)
  })

  it('says what a dry run would change, and changes nothing', async () => {
    const { sluice, write } = await testBench()
    await write('flags.yaml', RAISED)
    expect((await sluice(['push', '--dry-run', '--json'])).json()).toEqual({
      environment: 'development',
      version: 1,
      changes: [
        {
          subject: 'new-checkout',
          kind: 'changed',
          fields: [{ path: 'rules[1].serve.coverageBps', before: 2000, after: 5000 }],
        },
      ],
      written: false,
    })
    expect((await sluice(['versions', '--json'])).json().items[0].version).toBe(1)
  })

  it('archives a flag that the file left out', async () => {
    const { sluice, write } = await testBench()
    await write('flags.yaml', SHOP.slice(0, SHOP.indexOf('  checkout-cta:')))
    const { exit, out } = await sluice(['push', '--yes'])
    expect([exit, out]).toEqual([
      EXIT.ok,
      '- checkout-cta  archived\nPushed flags.yaml: development is at version 2 (1 archived).\n',
    ])
    expect((await sluice(['push'])).out).toMatch(/^Nothing to push/)
  })

  it('refuses on conflict and says who changed what is there now', async () => {
    const { sluice, write } = await testBench()
    await sluice(['flags', 'set', 'checkout-cta', 'owner=ida', '--reason', 'She asked'])
    await write('flags.yaml', RAISED)
    const { exit, err } = await sluice(['push', '--yes', '--if-version', '1'])
    expect(exit).toBe(EXIT.conflict)
    expect(err).toMatch(
      /^conflict: development is at version 2, not at 1\. demo admin changed it .* \(“She asked”\)\. Nothing was written\.\n.*sluice pull/,
    )
    expect((await sluice(['versions', '--json'])).json().items[0].version).toBe(2)
  })

  it('refuses when somebody writes between the look and the push', async () => {
    const { sluice, write } = await testBench()
    await write('flags.yaml', RAISED)
    let puts = 0
    const racing: typeof fetch = async (input, init) => {
      // The second PUT is the real one, after the dry run.
      if (init?.method === 'PUT' && (puts += 1) === 2)
        await sluice(['flags', 'set', 'checkout-cta', 'owner=ida'])
      return fetch(input, init)
    }
    const { exit, json } = await sluice(['push', '--yes', '--json'], { fetch: racing })
    expect([exit, json().error]).toEqual([
      EXIT.conflict,
      expect.objectContaining({ code: 'VERSION_CONFLICT', currentVersion: 2, exitCode: 4 }),
    ])
    expect((await sluice(['flags', 'list', '--json'])).json().version).toBe(2)
  })

  it('lets exactly one of many pushes at once win', async () => {
    const { sluice, write } = await testBench()
    await Promise.all(
      [1, 2, 3, 4].map(async (n) => write(`${n}.yaml`, SHOP.replace('2000', `${n}000`))),
    )
    const exits = await Promise.all(
      [1, 3, 4].map(
        async (n) => (await sluice(['push', `${n}.yaml`, '--yes', '--if-version', '1'])).exit,
      ),
    )
    expect(exits.toSorted((a, b) => a - b)).toEqual([EXIT.ok, EXIT.conflict, EXIT.conflict])
  })

  it('shows faults with their place in the file, also those that only the service knows', async () => {
    const { sluice, write } = await testBench()
    await write('flags.yaml', SHOP.replace('weightBps: 10000', 'weightBps: 9000'))
    const local = await sluice(['push', '--yes'])
    expect([local.exit, local.err]).toEqual([
      EXIT.invalid,
      expect.stringMatching(/^flags\.yaml:20:\d+ error .*9000/),
    ])

    await sluice(['environments', 'set', 'development', 'requireOwner=true'])
    await write('flags.yaml', `${SHOP}\n  nobodys: {}\n`)
    const remote = await sluice(['push', '--yes'])
    expect(remote.exit).toBe(EXIT.invalid)
    expect(remote.err).toMatch(/^flags\.yaml:32:3 error .*owner/i)
    expect(remote.err).toContain('   32 |   nobodys: {}\n')
  })

  it('refuses to bring back an archived key, at its line', async () => {
    const { sluice } = await testBench()
    await sluice(['flags', 'archive', 'checkout-cta', '--yes'])
    const { exit, err } = await sluice(['push', '--yes'])
    expect([exit, err]).toEqual([
      EXIT.invalid,
      expect.stringMatching(
        /^flags\.yaml:24:3 error "checkout-cta" is archived\. Remove it from the file, or bring it back with "sluice rollback --flag checkout-cta --to N"/,
      ),
    ])
  })

  it('asks for a reason where the environment is protected', async () => {
    const { sluice, write } = await testBench()
    await sluice(['environments', 'set', 'development', 'protected=true'])
    await write('flags.yaml', RAISED)
    const { exit, err } = await sluice(['push', '--yes'])
    expect([exit, err]).toEqual([EXIT.usage, expect.stringContaining('Say why with --reason.')])
    expect((await sluice(['push', '--yes', '--reason', 'Monday'])).exit).toBe(EXIT.ok)
  })
})

describe('sluice push from a file that is behind', () => {
  it('refuses to undo a kill, and lists what happened since', async () => {
    const { sluice, write } = await testBench()
    await sluice(['push'])
    await sluice(['kill', 'new-checkout', '--reason', 'provider down'])
    const { exit, err } = await sluice(['push', '--yes'])
    expect([exit, err]).toEqual([
      EXIT.conflict,
      expect.stringMatching(
        /^conflict: development is at version 2; flags\.yaml was last in step with version 1\. Nothing was written\.\n {2}2 {2}demo admin changed new-checkout .* \(“provider down”\)\n.*sluice pull/,
      ),
    ])
    await write('flags.yaml', RAISED)
    expect((await sluice(['push', '--yes', '--json'])).json().error).toMatchObject({
      code: 'FILE_BEHIND',
      currentVersion: 2,
      since: 1,
      versions: [{ version: 2, reason: 'provider down' }],
    })
    expect((await sluice(['push', '--yes', '--if-version', '2'])).exit).toBe(EXIT.ok)
    await sluice(['kill', 'new-checkout'])
    expect((await sluice(['push', '--yes', '--json'])).json().error.since).toBe(3)
  })

  it('goes over it when it is forced, and is in step again', async () => {
    const { sluice, write } = await testBench()
    await sluice(['push'])
    await sluice(['kill', 'new-checkout'])
    expect((await sluice(['push', '--yes', '--force'])).exit).toBe(EXIT.ok)
    await write('flags.yaml', RAISED)
    expect((await sluice(['push', '--yes'])).exit).toBe(EXIT.ok)
  })

  it('turns nothing on without a question that was turned off, when nothing is remembered', async () => {
    const { sluice } = await testBench()
    await sluice(['kill', 'new-checkout', '--reason', 'provider down'])
    const refused = await sluice(['push', '--yes'])
    expect([refused.exit, refused.out]).toEqual([
      EXIT.conflict,
      expect.stringContaining(
        'new-checkout: turned back on; it was turned off by demo admin, “provider down”\n',
      ),
    ])
    expect((await sluice(['flags', 'list', '--json'])).json().version).toBe(2)
    expect((await sluice(['push'], { answers: ['y'] })).exit).toBe(EXIT.ok)
  })

  it('turns on what was made turned off', async () => {
    const { sluice, write } = await testBench(SHOP.replace('enabled: true', 'enabled: false'))
    await write('flags.yaml', SHOP)
    expect((await sluice(['push', '--yes'])).exit).toBe(EXIT.ok)
  })

  it('remembers nothing of a service that started anew', async () => {
    const { sluice, read, write } = await testBench()
    await sluice(['push'])
    await write(
      '.sluice/synced.json',
      (await read('.sluice/synced.json')).replace(/"digest": "../, '$&x'),
    )
    await sluice(['flags', 'set', 'checkout-cta', 'owner=ida'])
    expect((await sluice(['push', '--yes'])).exit).toBe(EXIT.ok)
    expect(await read('.sluice/.gitignore')).toBe('*\n')
  })
})
