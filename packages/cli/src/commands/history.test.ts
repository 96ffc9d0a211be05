import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { comeAndBuy, QUESTION } from '../testing/experiment-people.ts'
import { testBench } from '../testing/test-service.ts'

describe('sluice versions and rollback', () => {
  it('lists what changed, by whom and why, and how to see more', async () => {
    const { sluice } = await testBench()
    await sluice(['kill', 'new-checkout', '--reason', 'Payments fail'])
    const { exit, out } = await sluice(['versions', '-n', '1'])
    expect(exit).toBe(EXIT.ok)
    expect(out).toMatch(
      /^VERSION {2}AT +BY +CHANGED +REASON\n2 +\d{4}-\d\d-\d\dT[\d:.]+Z +demo admin +new-checkout +Payments fail\n\nOlder ones: sluice versions --before 2\n$/,
    )
    expect(
      (await sluice(['versions', '--before', '2', '-n', '1', '--json'])).json().items[0].version,
    ).toBe(1)
  })

  it('goes back as a whole', async () => {
    const { sluice } = await testBench()
    await sluice(['kill', 'new-checkout'])
    await sluice(['flags', 'set', 'checkout-cta', 'owner=ida'])
    const { exit, out } = await sluice(['rollback', '--to', '1', '--reason', 'All wrong'], {
      answers: ['y'],
    })
    expect(exit).toBe(EXIT.ok)
    expect(out).toMatch(
      /new-checkout +enabled +false.*\n(.*\n)*Roll all of development back to version 1\? \[y\/N\] /,
    )
    expect(out).toContain(
      'Rolled all of development back to version 1: development is at version 4.',
    )
    expect((await sluice(['push'])).out).toMatch(/^Nothing to push/)
  })

  it('goes back for one flag, also out of the archive', async () => {
    const { sluice } = await testBench()
    await sluice(['kill', 'new-checkout'])
    await sluice(['flags', 'archive', 'checkout-cta', '--yes'])
    const { exit, out } = await sluice(['rollback', '--to', '1', '--flag', 'checkout-cta', '--yes'])
    expect([exit, out]).toEqual([
      EXIT.ok,
      expect.stringContaining('+ checkout-cta  back from the archive\n'),
    ])
    expect((await sluice(['explain', 'new-checkout'])).out).toContain('The flag is off.')
  })

  it('ends no running experiment unless that is asked for', async () => {
    const { service, sluice } = await testBench(QUESTION)
    await comeAndBuy(service.url, 40, 'before')
    await sluice(['experiment', 'plan', 'words'])
    expect((await sluice(['experiment', 'start', 'words', '--yes'])).exit).toBe(EXIT.ok)
    const back = ['rollback', '--to', '0', '--yes']
    expect(await sluice(back)).toMatchObject({
      exit: EXIT.failed,
      err: expect.stringMatching(/"words" is running, and version 0 .*--end-experiments/s),
    })
    const unsure = await sluice(['rollback', '--to', '0', '--end-experiments'], { answers: ['n'] })
    expect(unsure.out).toMatch(/This stops the experiment "words"\.\n(.*\n)*Roll all of/)
    expect((await sluice(['experiment', 'list'])).out).toMatch(/words +running/)
    expect((await sluice([...back, '--end-experiments'])).exit).toBe(EXIT.ok)
    expect((await sluice(['experiment', 'list'])).out).toMatch(/words +stopped/)
    const end = ['experiment', 'decide', 'words', '--end', '--reason', 'It is gone', '--yes']
    expect((await sluice(end)).exit).toBe(EXIT.ok)
  })

  it('needs a version that exists, and a yes', async () => {
    const { sluice } = await testBench()
    expect((await sluice(['rollback'])).exit).toBe(EXIT.usage)
    expect((await sluice(['rollback', '--to', 'x'])).exit).toBe(EXIT.usage)
    expect((await sluice(['rollback', '--to', '0'])).exit).toBe(EXIT.usage)
    expect((await sluice(['rollback', '--to', '0'], { answers: ['n'] })).exit).toBe(EXIT.failed)
    const { exit, err } = await sluice(['rollback', '--to', '99', '--yes'])
    expect([exit, err]).toEqual([EXIT.failed, expect.stringContaining('no version 99')])
    expect((await sluice(['flags', 'list', '--json'])).json().version).toBe(1)
  })
})

describe('sluice audit', () => {
  it('lists entries', async () => {
    const { sluice } = await testBench()
    await sluice(['kill', 'new-checkout', '--reason', 'Payments fail'])
    const { out } = await sluice(['audit', 'list', '-n', '1'])
    expect(out).toMatch(
      /^ENTRY .*\n\d+ +\S+Z +demo admin +flag\.turn-off +new-checkout +Payments fail\n/,
    )
  })

  it('lets the service verify its log', async () => {
    const { sluice } = await testBench()
    const { exit, out, json } = await sluice(['audit', 'verify', '--json'])
    expect([exit, json()]).toEqual([EXIT.ok, { whole: true, entries: 2, headSeq: 2 }])
    expect(out).not.toBe('')
  })

  it('is verified for the whole service, whether there is such an environment or not', async () => {
    const { sluice } = await testBench()
    const { exit, json } = await sluice(['audit', 'verify', '--json', '-e', 'nowhere'])
    expect([exit, json()]).toEqual([EXIT.ok, { whole: true, entries: 2, headSeq: 2 }])
  })

  it('finds every way of tampering with an export, without the service', async () => {
    const { sluice, service, read, write, folder } = await testBench()
    await sluice(['kill', 'new-checkout'])
    await sluice(['audit', 'export', '--out', 'audit.jsonl'])
    const lines = (await read('audit.jsonl')).trimEnd().split('\n')
    await service.close()
    const verify = async (text: string) => {
      await write('audit.jsonl', text)
      const kept = [
        '--head',
        join(folder, 'data/audit-head.json'),
        '--public-key',
        join(folder, 'data/audit-key.pem'),
      ]
      return sluice(['audit', 'verify', '--file', 'audit.jsonl', ...kept])
    }
    expect(lines).toHaveLength(3)
    expect((await verify(lines.join('\n'))).exit).toBe(EXIT.ok)
    const tampered = [
      lines.with(1, (lines[1] ?? '').replace('empty', 'EMPTY')),
      lines.toSpliced(1, 1),
      lines.toSpliced(2, 1),
      [lines[1], lines[0], lines[2]],
      [...lines, lines[2]],
      lines.with(0, 'no JSON'),
    ]
    for (const entries of tampered) {
      const { exit, err } = await verify(entries.join('\n'))
      expect([exit, err]).toEqual([
        EXIT.alarm,
        expect.stringMatching(/^The audit log was tampered with: .*\d/),
      ])
    }
  })

  it('needs export, head and key together', async () => {
    const { sluice } = await testBench()
    const { exit, err } = await sluice(['audit', 'verify', '--file', 'flags.yaml'])
    expect([exit, err]).toEqual([
      EXIT.usage,
      expect.stringContaining('--file, --head and --public-key'),
    ])
  })
})
