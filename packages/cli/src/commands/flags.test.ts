import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { sendExposures } from '../testing/send-events.ts'
import { testBench } from '../testing/test-service.ts'

describe('sluice flags', () => {
  it('lists flags with their state and what they serve', async () => {
    const { sluice } = await testBench()
    await sluice(['kill', 'checkout-cta'])
    const { exit, out } = await sluice(['flags', 'list'])
    expect([exit, out]).toEqual([
      EXIT.ok,
      `FLAG          KIND        TYPE     STATE  SERVES             OWNER          LAST SEEN  READERS
new-checkout  release     boolean  on     2 rules, else off  team-checkout  never
checkout-cta  experiment  string   off    control                           never
`,
    ])
  })

  it('says when each flag was last seen, and who reads it', async () => {
    const { service, sluice } = await testBench()
    await sendExposures(service.url, {}, {})
    const { out } = await sluice(['flags', 'list'], { now: () => Date.now() + 7_200_000 })
    expect(out).toMatch(/^new-checkout .* never$/m)
    expect(out).toMatch(/^checkout-cta .* 2 hours ago +shop\.example$/m)
    const { flags } = (await sluice(['flags', 'list', '--json'])).json()
    expect(flags).toMatchObject([
      { key: 'new-checkout', reads: 0, exposures: 0, readers: [] },
      { key: 'checkout-cta', exposures: 2, readers: ['shop.example'] },
    ])
    expect(flags[0]).not.toHaveProperty('lastSeenAt')
  })

  it('lists flags all the same for a role that may not see who reads them', async () => {
    const { sluice } = await testBench()
    const made = await sluice(['tokens', 'create', 'auditor', '--role', 'auditor', '--json'])
    const env = { SLUICE_TOKEN: String(made.json().secret) }
    const { exit, out } = await sluice(['flags', 'list'], { env })
    expect(exit).toBe(EXIT.ok)
    expect(out).toContain('checkout-cta')
    expect(out).not.toContain('LAST SEEN')
    expect(out).toContain('Who reads them cannot be told now, or not with this token.')
  })

  it('lists archived flags only when asked', async () => {
    const { sluice } = await testBench()
    await sluice(['flags', 'archive', 'checkout-cta', '--yes'])
    expect((await sluice(['flags', 'list'])).out).not.toContain('checkout-cta')
    const { flags } = (await sluice(['flags', 'list', '--archived', '--json'])).json()
    expect(flags).toContainEqual(
      expect.objectContaining({ key: 'checkout-cta', state: 'archived' }),
    )
  })

  it('says what to do when there are none', async () => {
    const { sluice } = await testBench()
    await sluice(['environments', 'create', 'empty'])
    expect((await sluice(['flags', 'list', '-e', 'empty'])).out).toBe(
      'empty has no flags yet. Make one with "sluice flags create my-first-gate".\n',
    )
  })

  it('makes a gate that is closed', async () => {
    const { sluice } = await testBench()
    const { exit, out } = await sluice(['flags', 'create', 'dark-mode'])
    expect([exit, out]).toEqual([
      EXIT.ok,
      '+ dark-mode  new\nMade dark-mode: development is at version 2.\n',
    ])
    expect((await sluice(['explain', 'dark-mode'])).out).toMatch(
      /^dark-mode = false \(variant off, DEFAULT\)/,
    )
  })

  it('makes a flag of any type, which it takes from the variants; the first is the default', async () => {
    const { sluice } = await testBench()
    const create = async (key: string, ...argv: string[]) =>
      (await sluice(['flags', 'create', key, ...argv])).exit
    expect(await create('a', '--variant', 'small=12', '--variant', 'large=48')).toBe(EXIT.ok)
    expect(await create('b', '--variant', 'x={ size: 1 }', '--kind', 'experiment')).toBe(EXIT.ok)
    expect(
      await create(
        'c',
        '--type',
        'string',
        '--variant',
        'one=1',
        '--variant',
        'two=2',
        '--default',
        'two',
      ),
    ).toBe(EXIT.ok)
    expect(await create('d', '--variant', 'one=1', '--variant', 'two=x')).toBe(EXIT.usage)
    expect(await create('e', '--variant', 'one')).toBe(EXIT.usage)
    const { flags } = (await sluice(['flags', 'list', '--json'])).json()
    expect(flags).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: 'a', type: 'number', defaultVariant: 'small' }),
        expect.objectContaining({ key: 'b', type: 'object', kind: 'experiment' }),
        expect.objectContaining({ key: 'c', type: 'string', defaultVariant: 'two' }),
      ]),
    )
  })

  it('refuses a key that is taken, and one that was', async () => {
    const { sluice } = await testBench()
    const taken = await sluice(['flags', 'create', 'checkout-cta'])
    expect([taken.exit, taken.err]).toEqual([
      EXIT.failed,
      expect.stringContaining('Change it with "sluice flags set checkout-cta".'),
    ])
    await sluice(['flags', 'archive', 'checkout-cta', '--yes'])
    expect((await sluice(['flags', 'create', 'checkout-cta'])).err).toContain('archived')
  })

  it('changes fields and shows what changed', async () => {
    const { sluice } = await testBench()
    const set = async (...argv: string[]) =>
      (await sluice(['flags', 'set', 'new-checkout', ...argv])).out.split('\n')[0]
    expect(await set('enabled=false')).toBe('~ new-checkout  enabled  true (default) → false')
    expect(await set('rules.1.serve.coverageBps=5000')).toBe(
      '~ new-checkout  rules[1].serve.coverageBps  2000 → 5000',
    )
    expect(await set('owner=null')).toBe('- new-checkout  owner  "team-checkout"')
    expect(await set('owner=null')).toBe('Nothing changed: development stays at version 4.')
  })

  it('sends exactly the patch that needs no more than turning off', async () => {
    const { sluice } = await testBench()
    const bodies: unknown[] = []
    const spy: typeof fetch = async (input, init) => {
      bodies.push(init?.body)
      return fetch(input, init)
    }
    await sluice(['flags', 'set', 'new-checkout', 'enabled=false'], { fetch: spy })
    expect(bodies).toEqual(['{"enabled":false}'])
  })

  it('reaches into the variants of a gate that spells none', async () => {
    const { sluice } = await testBench()
    const { exit, out } = await sluice([
      'flags',
      'set',
      'new-checkout',
      'variants.on.title=One page',
    ])
    expect([exit, out]).toEqual([EXIT.ok, expect.stringContaining('One page')])
    expect((await sluice(['explain', 'new-checkout'])).exit).toBe(EXIT.ok)
  })

  it('says every fault of a change, and changes nothing', async () => {
    const { sluice } = await testBench()
    const { exit, err } = await sluice([
      'flags',
      'set',
      'checkout-cta',
      'defaultVariant=nope',
      'kind=nope',
    ])
    expect([exit, err]).toEqual([
      EXIT.usage,
      expect.stringMatching(/kind.*\n.*defaultVariant|defaultVariant.*\n.*kind/s),
    ])
    expect((await sluice(['flags', 'list', '--json'])).json().version).toBe(1)
  })

  it('names a flag that does not exist, and where to find those that do', async () => {
    const { sluice } = await testBench()
    for (const argv of [
      ['flags', 'set', 'nope', 'enabled=false'],
      ['flags', 'set', 'nope', 'a.b=1'],
      ['kill', 'nope'],
      ['flags', 'archive', 'nope', '-y'],
    ]) {
      const { exit, err } = await sluice(argv)
      expect([exit, err]).toEqual([
        EXIT.failed,
        expect.stringContaining(
          'There is no flag "nope" in development. List them with "sluice flags list".',
        ),
      ])
    }
  })

  it('archives after a question', async () => {
    const { sluice } = await testBench()
    expect((await sluice(['flags', 'archive', 'checkout-cta'], { answers: ['no'] })).exit).toBe(
      EXIT.failed,
    )
    const { exit, out } = await sluice(['flags', 'archive', 'checkout-cta'], { answers: ['yes'] })
    expect([exit, out]).toEqual([
      EXIT.ok,
      expect.stringContaining('Archived checkout-cta: development is at version 2.'),
    ])
  })
})
