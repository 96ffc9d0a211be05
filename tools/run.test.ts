import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = promisify(execFile)
const script = fileURLToPath(new URL('run.mjs', import.meta.url))

it.each(['--help', '-h'])('says by %s what can be set, and starts nothing', async (word) => {
  const { stdout, stderr } = await run(process.execPath, [script, 'start', word], {
    timeout: 10_000,
    // What it would run is not found, so that nothing is installed or started by a fault.
    env: { PATH: '' },
  })
  for (const name of ['SLUICE_PORT', 'SLUICE_DEMO_PORT', 'SLUICE_DATA_DIR'])
    expect(stdout).toContain(name)
  expect(stderr).toBe('')
})

it('starts nothing for a word that it does not know, and says where ports are set', async () => {
  const started = run(process.execPath, [script, 'start', '--port', '5000'], {
    timeout: 10_000,
    env: { PATH: '' },
  })
  await expect(started).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/takes no --port\..*environment.*--help/) as string,
  })
})
