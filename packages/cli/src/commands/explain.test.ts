import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { testBench } from '../testing/test-service.ts'

describe('sluice explain', () => {
  it('shows each rule, what it saw and what it did', async () => {
    const { sluice } = await testBench()
    const { exit, out } = await sluice([
      'explain',
      'new-checkout',
      '--context',
      '{"targetingKey":"u2","email":"eve@else.example"}',
      '--at',
      '2026-12-24T18:00:00Z',
    ])
    expect(exit).toBe(EXIT.ok)
    expect(out).toBe(`new-checkout = false (variant off, DEFAULT)
No rule matched: the default variant.
version 1, at 2026-12-24T18:00:00.000Z
  failed   staff: its condition does not hold
             segment staff: false
               email ends_with "@acme.example": false (saw "eve@else.example")
  failed   everybody: the unit is not covered
             split by targetingKey "u2", coverage 20.00 %
             bucket at 85.65 %
               on: 0.00 % to 100.00 %, served up to 20.00 % <- here, not covered
`)
  })

  it('says what decided, and what was not reached', async () => {
    const { sluice } = await testBench()
    const { out } = await sluice(['explain', 'new-checkout', '-c', 'email: ida@acme.example'])
    expect(out).toMatch(
      /^new-checkout = true \(variant on, TARGETING_MATCH\)\nDecided by the rule staff\.\n/,
    )
    expect(out).toContain('  skipped  everybody: not reached\n')
  })

  it('shows what is unknown', async () => {
    const { sluice } = await testBench()
    const { out } = await sluice(['explain', 'new-checkout'])
    expect(out).toContain('  unknown  staff: its condition is unknown\n')
    expect(out).toContain('email ends_with "@acme.example": unknown (missing)')
    expect(out).toContain('the default of the code is served (TARGETING_KEY_MISSING)')
  })

  it('looks at an earlier version', async () => {
    const { sluice } = await testBench()
    await sluice(['kill', 'new-checkout'])
    const argv = ['explain', 'new-checkout', '-c', '{ email: ida@acme.example }']
    expect((await sluice(argv)).out).toContain('The flag is off.')
    expect((await sluice([...argv, '--version', '1'])).out).toContain('Decided by the rule staff.')
    expect((await sluice([...argv, '--version', '9'])).err).toContain('no version 9')
  })

  it('says the same of a file, without a service', async () => {
    const { sluice, write } = await testBench()
    const argv = [
      'explain',
      'new-checkout',
      '--context-file',
      'context.json',
      '--at',
      '1798135200000',
      '--json',
    ]
    await write('context.json', '{"targetingKey":"u1","email":"x@y.z"}')
    const here = (
      await sluice([...argv, '--file', 'flags.yaml'], {
        fetch: () => Promise.reject(new Error('no network')),
      })
    ).json()
    const there = (await sluice(argv)).json()
    expect(here.explanation.rules).toEqual(there.explanation.rules)
  })

  it('shows prerequisites that are not met', async () => {
    const { sluice } = await testBench()
    await sluice(['flags', 'create', 'express', '--off'])
    await sluice([
      'flags',
      'set',
      'checkout-cta',
      'prerequisites=[{ flag: express, variants: [on] }]',
    ])
    const { out } = await sluice(['explain', 'checkout-cta'])
    expect(out).toContain('The prerequisite express is not met.\n')
    expect(out).toContain('  not met  express serves off; needs on\n')
  })

  it('exits with failure for a flag that does not exist', async () => {
    const { sluice } = await testBench()
    const { exit, err } = await sluice(['explain', 'nope'])
    expect([exit, err]).toEqual([EXIT.failed, expect.stringContaining('There is no such flag.')])
  })

  it.each([
    ['asks the service', []],
    ['reads a file', ['--file', 'flags.yaml']],
  ])('says in its JSON what failed when it %s', async (_, from) => {
    const { sluice } = await testBench()
    const { exit, json } = await sluice(['explain', 'nope', '--json', ...from])
    expect(exit).toBe(EXIT.failed)
    expect(json()).toMatchObject({
      error: {
        code: 'FLAG_NOT_FOUND',
        message: 'There is no flag "nope".',
        exitCode: EXIT.failed,
      },
      explanation: { decision: { by: 'not-found' } },
    })
  })

  it('refuses a context or a time that cannot be read', async () => {
    const { sluice } = await testBench()
    for (const argv of [
      ['-c', '[1]'],
      ['-c', '{'],
      ['-c', '{}', '--context-file', 'x'],
      ['--context-file', 'none.json'],
      ['--at', 'soon'],
      ['--version', '-1'],
    ]) {
      expect((await sluice(['explain', 'new-checkout', ...argv])).exit).toBe(EXIT.usage)
    }
  })
})
