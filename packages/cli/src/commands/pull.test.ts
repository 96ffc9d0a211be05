import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { EXIT } from '../exit-codes.ts'
import type { TestBench } from '../testing/test-service.ts'
import { SHOP, testBench } from '../testing/test-service.ts'

/** The lines in which two texts of equal length differ. */
function changedLines(before: string, after: string): string[] {
  const lines = after.split('\n')
  return before
    .split('\n')
    .flatMap((line, i) => (line === lines[i] ? [] : [`-${line}`, `+${lines[i]}`]))
}

/** A bench whose file is known to be in step with the service. */
async function inStep(): Promise<TestBench> {
  const bench = await testBench()
  await bench.sluice(['pull'])
  return bench
}

describe('sluice pull', () => {
  it('changes exactly one line for one changed field, and keeps its comment', async () => {
    const { sluice, read } = await inStep()
    await sluice(['flags', 'set', 'new-checkout', 'rules.1.serve.coverageBps=5000'])
    const { exit, out } = await sluice(['pull'])
    expect([exit, out]).toEqual([
      EXIT.ok,
      '~ new-checkout  rules[1].serve.coverageBps  2000 → 5000\nUpdated flags.yaml from development at version 2.\n',
    ])
    const after = await read('flags.yaml')
    expect(after.split('\n')).toHaveLength(SHOP.split('\n').length)
    expect(changedLines(SHOP, after)).toEqual([
      '-          coverageBps: 2000 # raise on Mondays',
      '+          coverageBps: 5000 # raise on Mondays',
    ])
  })

  it('gives the very same file back after off and on again', async () => {
    const { sluice, read } = await inStep()
    await sluice(['kill', 'new-checkout'])
    await sluice(['pull'])
    expect(changedLines(SHOP, await read('flags.yaml'))).toEqual([
      '-    enabled: true',
      '+    enabled: false',
    ])
    await sluice(['flags', 'set', 'new-checkout', 'enabled=true'])
    await sluice(['pull'])
    expect(await read('flags.yaml')).toBe(SHOP)
  })

  it('keeps a bare value bare and a long form long', async () => {
    const { sluice, read } = await inStep()
    await sluice([
      'flags',
      'set',
      'checkout-cta',
      'variants.control.value=Order',
      'variants.urgent.value=1 left',
    ])
    await sluice(['pull'])
    expect(changedLines(SHOP, await read('flags.yaml'))).toEqual([
      "-      control: 'Buy now'",
      "+      control: 'Order'",
      '-      urgent: { value: Only 2 left, title: Urgent }',
      '+      urgent: { value: 1 left, title: Urgent }',
    ])
    await sluice(['flags', 'set', 'checkout-cta', 'variants.control.title=Plain'])
    await sluice(['pull'])
    expect(parse(await read('flags.yaml')).flags['checkout-cta'].variants.control).toEqual({
      value: 'Order',
      title: 'Plain',
    })
  })

  it('adds what is new and then finds nothing to do', async () => {
    const { sluice, read } = await inStep()
    await sluice([
      'flags',
      'create',
      'dark-mode',
      '--title',
      'Dark: mode',
      '--tag',
      'web',
      '--tag',
      'new',
    ])
    await sluice(['pull'])
    expect(await read('flags.yaml')).toBe(`${SHOP}
  dark-mode:
    title: 'Dark: mode'
    tags: [web, new]
`)
    expect((await sluice(['pull'])).out).toBe(
      'flags.yaml is up to date with development at version 2.\n',
    )
    expect((await sluice(['push'])).out).toMatch(/^Nothing to push/)
  })

  it('removes flags that were archived, and leaves them out of a new file', async () => {
    const { sluice, read } = await inStep()
    await sluice(['flags', 'archive', 'checkout-cta', '--yes'])
    const { exit, out } = await sluice(['pull'])
    expect([exit, out]).toEqual([EXIT.ok, expect.stringContaining('- checkout-cta  removed\n')])
    expect(await read('flags.yaml')).not.toContain('checkout-cta:')
    await sluice(['pull', 'fresh.yaml'])
    expect(await read('fresh.yaml')).not.toContain('checkout-cta')
  })

  it('asks before it writes over a file of which nothing is remembered', async () => {
    const { sluice, read, write } = await testBench()
    const mine = `${SHOP}\n  mine: {}\n`
    await write('flags.yaml', mine)
    expect((await sluice(['pull'])).exit).toBe(EXIT.usage)
    const declined = await sluice(['pull'], { answers: ['n'] })
    expect([declined.exit, declined.out]).toEqual([
      EXIT.failed,
      expect.stringContaining(
        'Write this over what flags.yaml says now, and remove what only it has (mine)?',
      ),
    ])
    expect(await read('flags.yaml')).toBe(mine)
    expect((await sluice(['pull', '--yes'])).exit).toBe(EXIT.ok)
    expect(await read('flags.yaml')).not.toContain('mine')
  })

  it('makes a file that is not there, which says the same as the service', async () => {
    const { sluice, read } = await testBench()
    const { exit, out } = await sluice(['pull', 'new.yaml'])
    expect([exit, out]).toEqual([EXIT.ok, 'Made new.yaml from development at version 1.\n'])
    expect(await read('new.yaml')).toBe(`schemaVersion: 1

attributes:
  email: { type: string, sensitive: true }

segments:
  staff: { attribute: email, op: ends_with, values: ['@acme.example'] }

flags:
  new-checkout:
    title: New checkout
    owner: team-checkout
    rules:
      - id: staff
        when: { segment: staff }
        serve: { variant: on }
      - id: everybody
        serve:
          split:
            - { variant: on, weightBps: 10000 }
          coverageBps: 2000

  checkout-cta:
    kind: experiment
    type: string
    variants:
      control: Buy now
      urgent: { value: Only 2 left, title: Urgent }
    defaultVariant: control
`)
    expect((await sluice(['push', 'new.yaml'])).out).toMatch(/^Nothing to push/)
  })

  it('writes JSON into a file that ends with .json', async () => {
    const { sluice, read } = await testBench()
    await sluice(['pull', 'flags.json'])
    expect(JSON.parse(await read('flags.json')).flags['checkout-cta'].kind).toBe('experiment')
    expect((await sluice(['push', 'flags.json'])).out).toMatch(/^Nothing to push/)
  })

  it('only compares with --check', async () => {
    const { sluice, read } = await testBench()
    expect((await sluice(['pull', '--check'])).exit).toBe(EXIT.ok)
    await sluice(['kill', 'new-checkout'])
    const { exit, err } = await sluice(['pull', '--check'])
    expect([exit, err]).toEqual([
      EXIT.failed,
      'flags.yaml differs from development at version 2.\n',
    ])
    expect(await read('flags.yaml')).toBe(SHOP)
  })

  it('does not touch a file that it cannot read', async () => {
    const { sluice, read, write } = await testBench()
    await write('flags.yaml', 'flags:\n  a: 1\n  a: 2\n')
    const { exit, err } = await sluice(['pull', '--yes'])
    expect([exit, err]).toEqual([
      EXIT.invalid,
      expect.stringContaining('flags.yaml:3:3 error The key "a" stands here twice.'),
    ])
    expect(await read('flags.yaml')).toBe('flags:\n  a: 1\n  a: 2\n')
  })
})

describe('sluice pull into a file that was changed', () => {
  it('takes over what changed in the service and keeps what changed in the file', async () => {
    const { sluice, read, write } = await inStep()
    await sluice(['kill', 'new-checkout'])
    await sluice(['flags', 'set', 'checkout-cta', 'owner=ida'])
    const mine = `${SHOP.replace('coverageBps: 2000', 'coverageBps: 5000')}\n  mine: {}\n`
    await write('flags.yaml', mine)
    expect((await sluice(['push', '--yes'])).exit).toBe(EXIT.conflict)
    const { exit, out } = await sluice(['pull'])
    expect([exit, out]).toEqual([
      EXIT.ok,
      expect.stringContaining('at version 3. Your own changes in it stay.'),
    ])
    const after = parse(await read('flags.yaml'))
    expect(after.flags['new-checkout']).toMatchObject({
      enabled: false,
      rules: [{}, { serve: { coverageBps: 5000 } }],
    })
    expect(after.flags).toMatchObject({ mine: {}, 'checkout-cta': { owner: 'ida' } })
    expect((await sluice(['push', '--yes'])).exit).toBe(EXIT.ok)
  })

  it('lists what both changed and writes nothing until it is told whose to take', async () => {
    const changed = SHOP.replace('coverageBps: 2000', 'coverageBps: 5000')
    const bench = await inStep()
    const { sluice, read, write } = bench
    await sluice(['flags', 'set', 'new-checkout', 'rules.1.serve.coverageBps=3000'])
    await write('flags.yaml', changed)
    const { exit, err } = await sluice(['pull', '--yes'])
    expect([exit, err]).toEqual([
      EXIT.conflict,
      expect.stringContaining(
        'flags.new-checkout.rules[1].serve.coverageBps  yours 5000, theirs 3000',
      ),
    ])
    expect(await read('flags.yaml')).toBe(changed)
    expect((await sluice(['pull', '--ours', '--theirs'])).exit).toBe(EXIT.usage)
    expect((await sluice(['pull', '--ours'])).exit).toBe(EXIT.ok)
    expect(await read('flags.yaml')).toBe(changed)
    expect((await sluice(['push', '--dry-run'])).out).toContain('3000 → 5000')
  })

  it('takes the value of the service when told to', async () => {
    const { sluice, read, write } = await inStep()
    await sluice(['flags', 'set', 'new-checkout', 'rules.1.serve.coverageBps=3000'])
    await write('flags.yaml', SHOP.replace('coverageBps: 2000', 'coverageBps: 5000'))
    expect((await sluice(['pull', '--theirs'])).exit).toBe(EXIT.ok)
    expect(await read('flags.yaml')).toBe(SHOP.replace('coverageBps: 2000', 'coverageBps: 3000'))
  })
})
