import { grantInLink, readGrantClaims } from '@sluice/core/grants'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { testBench, type TestBench } from '../testing/test-service.ts'

const CHOICE = ['grant', 'issue', 'checkout-cta=urgent']

async function variantWith({ service }: TestBench, token: string): Promise<unknown> {
  const answer = await fetch(`${service.url}/ofrep/v1/evaluate/flags/checkout-cta`, {
    method: 'POST',
    headers: { authorization: 'Bearer sluice_client_demo', 'sluice-grant': token },
    body: '{"context":{"targetingKey":"ada"}}',
  })
  return ((await answer.json()) as { variant?: unknown }).variant
}

it('prints a link that works until it is revoked, and that no list has', async () => {
  const bench = await testBench()
  const { sluice } = bench
  const page = ['--page', 'https://shop.example/basket#top']
  const { exit, out } = await sluice([...CHOICE, ...page, '--for', '2h', '--person', 'ada'])
  const [link = '', said = ''] = out.split('\n')
  expect([exit, link]).toEqual([
    EXIT.ok,
    expect.stringMatching(/^https:\/\/shop\.example\/basket#top&sluice-grant=s1\./),
  ])
  const token = grantInLink(link) ?? ''
  expect(said).toMatch(
    /^ada alone is shown checkout-cta=urgent until \d{4}-.+Z, and is not counted\./,
  )
  expect(readGrantClaims(token)).toMatchObject({ units: { targetingKey: 'ada' } })
  expect(await variantWith(bench, token)).toBe('urgent')
  const list = await sluice(['grant', 'list'])
  expect(list.out).toMatch(
    /^ID +SHOWS +BY +UNTIL +REVOKED\n\S+ +checkout-cta=urgent +demo admin +\d/,
  )
  expect(list.out).not.toContain(token)
  const id = readGrantClaims(token)?.jti ?? ''
  expect((await sluice(['grant', 'revoke', id], { answers: ['n'] })).exit).toBe(EXIT.failed)
  expect(await variantWith(bench, token)).toBe('urgent')
  const revoked = await sluice(['grant', 'revoke', id, '--yes'])
  expect([revoked.exit, revoked.out]).toEqual([EXIT.ok, `Revoked the grant ${id}.\n`])
  expect(await variantWith(bench, token)).toBe('control')
  expect((await sluice(['grant', 'revoke', id, '--yes'])).err).toContain('There is no such grant')
})

it('prints the token where there is no page, for scripts too', async () => {
  const bench = await testBench()
  const { out } = await bench.sluice(CHOICE)
  expect(await variantWith(bench, out.split('\n')[0] ?? '')).toBe('urgent')
  const json = (await bench.sluice([...CHOICE, '--json'])).json() as Record<string, string>
  expect(await variantWith(bench, json['token'] ?? '')).toBe('urgent')
  expect((await bench.sluice(['grant', 'rotate-key', '--yes'])).exit).toBe(EXIT.ok)
  expect(await variantWith(bench, json['token'] ?? '')).toBe('control')
})

describe('refuses', () => {
  it.each([
    [['checkout-cta'], 'flag=variant'],
    [['=urgent'], 'flag=variant'],
    [['checkout-cta=a=b'], 'flag=variant'],
    [['checkout-cta=urgent', '--for', '25h'], '1m to 24h'],
    [['checkout-cta=urgent', '--for', 'soon'], '1m to 24h'],
    [['checkout-cta=urgent', '--page', 'shop.example'], 'a whole address'],
  ])('%j, before it asks anybody', async (argv, said) => {
    const { sluice } = await testBench()
    const { exit, err } = await sluice(['grant', 'issue', ...argv], {
      fetch: () => Promise.reject(new Error('asked')),
    })
    expect([exit, err]).toEqual([EXIT.usage, expect.stringContaining(said)])
  })

  it('what no grant can force, and says why for each', async () => {
    const { sluice } = await testBench()
    const { exit, err } = await sluice(['grant', 'issue', 'checkout-cta=nope', 'nope=on'])
    expect(exit).not.toBe(EXIT.ok)
    expect(err).toContain('The flag "checkout-cta" has no variant "nope".')
    expect(err).toContain('There is no flag "nope".')
  })

  it('where the environment does not allow it', async () => {
    const { sluice } = await testBench()
    const reason = ['--reason', 'Test']
    await sluice(['environments', 'set', 'development', 'protected=true'])
    const refused = await sluice([...CHOICE, ...reason])
    expect([refused.exit, refused.err]).toEqual([
      EXIT.denied,
      expect.stringContaining('grantRoles'),
    ])
    await sluice(['environments', 'set', 'development', 'grantRoles=[qa, admin]', ...reason])
    expect((await sluice(CHOICE)).err).toContain('--reason')
    expect((await sluice([...CHOICE, ...reason])).exit).toBe(EXIT.ok)
  })
})
