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

  it('names the days that there are when asked for another', async () => {
    const { exit, err } = await runSluice(['simulate', '-s', 'sunny'])
    expect([exit, err]).toEqual([EXIT.usage, expect.stringContaining('There are: healthy, harm,')])
  })
})
