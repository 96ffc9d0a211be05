import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { testBench } from '../testing/test-service.ts'

describe('sluice environments', () => {
  it('makes, lists and changes them', async () => {
    const { sluice } = await testBench()
    const made = await sluice([
      'environments',
      'create',
      'production',
      'protected=true',
      'allowedOrigins=[https://shop.example]',
    ])
    expect([made.exit, made.out]).toEqual([
      EXIT.ok,
      'Made the environment production.\nGive it a key for browsers: sluice keys create web -e production -r "First key"\n',
    ])
    const key = ['keys', 'create', 'web', '-e', 'production']
    expect((await sluice(key)).err).toContain('--reason')
    expect((await sluice([...key, '-r', 'First key'])).exit).toBe(EXIT.ok)
    expect((await sluice(['environments', 'list'])).out).toMatch(
      /^production {2} *protected=true allowedOrigins=\["https:\/\/shop\.example"\] requireOwner=false$/m,
    )
    const refused = await sluice(['environments', 'set', 'production', 'requireOwner=true'])
    expect([refused.exit, refused.err]).toEqual([EXIT.usage, expect.stringContaining('--reason')])
    const changed = await sluice([
      'environments',
      'set',
      'production',
      'requireOwner=true',
      '--reason',
      'Somebody has to answer',
    ])
    expect([changed.exit, changed.out]).toEqual([
      EXIT.ok,
      expect.stringContaining('requireOwner=true'),
    ])
  })

  it('shows what a setting may be', async () => {
    const { sluice } = await testBench()
    const { exit, err } = await sluice(['environments', 'set', 'development', 'protectd=true'])
    expect([exit, err]).toEqual([EXIT.usage, expect.stringContaining('protectd')])
  })

  it('names an environment that does not exist', async () => {
    const { sluice } = await testBench()
    const { exit, err } = await sluice(['flags', 'list', '-e', 'nope'])
    expect([exit, err]).toEqual([
      EXIT.failed,
      expect.stringMatching(/nope.*\nList them with "sluice environments list"\.\n$/),
    ])
  })
})

describe('sluice keys and tokens', () => {
  it('prints a key once, which works until it is revoked', async () => {
    const { sluice, service } = await testBench()
    const { exit, out } = await sluice(['keys', 'create', 'web'])
    const [secret] = out.split('\n')
    expect([exit, secret]).toEqual([EXIT.ok, expect.stringMatching(/^sluice_client_\w+/)])
    const evaluate = async () =>
      (
        await fetch(`${service.url}/ofrep/v1/evaluate/flags`, {
          method: 'POST',
          headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
          body: '{"context":{}}',
        })
      ).status
    expect(await evaluate()).toBe(200)
    const list = await sluice(['keys', 'list'])
    expect(list.out).toMatch(/^ID +NAME +KIND +CREATED +REVOKED\n\w+ +web +client/)
    // The part behind the id, which may hold a `_` itself.
    expect(list.out).not.toContain(secret?.split('_').slice(3).join('_'))
    const id = (await sluice(['keys', 'list', '--json'])).json().items[0].id as string
    expect((await sluice(['keys', 'revoke', id], { answers: ['n'] })).exit).toBe(EXIT.failed)
    expect(await evaluate()).toBe(200)
    expect((await sluice(['keys', 'revoke', id, '--yes'])).out).toBe(`Revoked the key ${id}.\n`)
    expect(await evaluate()).toBe(401)
  })

  it('gives a token one role, and says what is missing when that does not suffice', async () => {
    const { sluice } = await testBench()
    const secret = (
      await sluice(['tokens', 'create', 'reader', '--role', 'viewer', '--json'])
    ).json().secret as string
    const asReader = { env: { SLUICE_TOKEN: secret } }
    expect((await sluice(['flags', 'list'], asReader)).exit).toBe(EXIT.ok)
    const { exit, err } = await sluice(['kill', 'new-checkout'], asReader)
    expect([exit, err]).toEqual([
      EXIT.denied,
      expect.stringContaining('Ask an admin for a token whose role allows it'),
    ])
    expect(err).not.toContain(secret)
  })

  it('says what to do with a token that the service does not know, and never repeats it', async () => {
    const { sluice } = await testBench()
    const wrong = 'sluice_token_0000000000000000_secretsecretsecretsecretsecretsecretsecretse'
    for (const argv of [
      ['flags', 'list'],
      ['push', '--yes'],
      ['kill', 'x', '--json'],
    ]) {
      const { exit, out, err } = await sluice(argv, { env: { SLUICE_TOKEN: wrong } })
      expect(exit).toBe(EXIT.denied)
      expect(out + err).not.toContain('secretsecret')
    }
    expect((await sluice(['flags', 'list'], { env: { SLUICE_TOKEN: wrong } })).err).toContain(
      'Set SLUICE_TOKEN',
    )
  })

  it('refuses a role that is none', async () => {
    const { sluice } = await testBench()
    const { exit, err } = await sluice(['tokens', 'create', 'x', '--role', 'boss'])
    expect([exit, err]).toEqual([EXIT.usage, expect.stringContaining('role')])
  })
})
