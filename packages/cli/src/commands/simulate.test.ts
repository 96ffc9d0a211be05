import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { runSluice } from '../testing/run-sluice.ts'
import { testFolder } from '../testing/test-service.ts'

describe('sluice simulate', () => {
  it(
    'runs a day without a service, and writes a report with a picture',
    { timeout: 120_000 },
    async () => {
      const { folder, read } = await testFolder()
      const argv = [
        'simulate',
        '-s',
        'one-variant',
        '--people',
        '8000',
        '--hours',
        '8',
        '--aa',
        '0',
      ]
      const { exit, out } = await runSluice([...argv, '--out', 'day'], { cwd: folder })
      expect([exit, out]).toEqual([EXIT.ok, expect.stringMatching(/one-variant +yes +paused/)])
      expect(await read('day/report.md')).toContain('| one-variant | yes | paused |')
      expect(await read('day/days.svg')).toMatch(/^<svg [^]*one-variant[^]*<\/svg>\n$/)
    },
  )

  it.each([
    ['--tick', '0', 'from 1 to 60'],
    ['--tick', '61', 'from 1 to 60'],
    ['--hours', '0', 'from 3 to 720'],
    ['--hours', '2', 'from 3 to 720'],
    ['--people', '0', 'from 1 on'],
  ])('refuses a day that cannot be run: %s %s', async (option, value, range) => {
    const { exit, err } = await runSluice(['simulate', '-s', 'harm', '--aa', '0', option, value])
    expect([exit, err]).toEqual([
      EXIT.usage,
      expect.stringContaining(`${option} takes a whole number ${range}, not "${value}".`),
    ])
  })

  it('says of too few people that no rollout may start with them', async () => {
    const argv = ['simulate', '-s', 'harm', '--aa', '0', '--people', '900']
    const { exit, err } = await runSluice(argv)
    expect([exit, err]).toEqual([
      EXIT.usage,
      expect.stringContaining('With 900 people a day no rollout may start. Give more --people.'),
    ])
  })

  it('says of the shortest day that it is too short to tell', { timeout: 60_000 }, async () => {
    const { folder, read } = await testFolder()
    const argv = ['simulate', '-s', 'harm', '--aa', '0', '--hours', '3', '--out', 'day']
    const { exit, out } = await runSluice(argv, { cwd: folder })
    expect([exit, out]).toEqual([
      EXIT.ok,
      expect.stringContaining('harm shows nothing: with 20000'),
    ])
    expect(await read('day/days.svg')).toContain('>? held<')
  })

  it('names the days that there are when asked for another', async () => {
    const { exit, err } = await runSluice(['simulate', '-s', 'sunny'])
    expect([exit, err]).toEqual([EXIT.usage, expect.stringContaining('There are: healthy, harm,')])
  })
})
