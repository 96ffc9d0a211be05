import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { runSluice } from '../testing/run-sluice.ts'
import { spawnSluice } from '../testing/spawn-sluice.ts'
import { testBench, testFolder } from '../testing/test-service.ts'

describe('sluice backup and sluice restore', () => {
  it('copy a folder while its service runs, and make a service of the copy', async () => {
    const { folder, sluice } = await testBench()
    await sluice(['kill', 'new-checkout'])
    const made = await sluice(['backup', '--data-dir', 'data', '--to', 'backups/monday'])
    expect([made.exit, made.err]).toEqual([EXIT.ok, ''])
    expect(made.out).toContain('Copied data to backups/monday: development at version 2.')
    await sluice(['flags', 'set', 'new-checkout', 'enabled=true'])

    const restored = await sluice(['restore', '--from', 'backups/monday', '--data-dir', 'again'])
    expect([restored.exit, restored.err]).toEqual([EXIT.ok, ''])
    expect(restored.out).toMatch(
      /^Restored again as it was at \d{4}-.*: development at version 2\.$/m,
    )
    expect(restored.out).toContain('The audit log verifies')
    expect(restored.out).toContain('"sluice keys list -e development" and "sluice tokens list"')

    const service = spawnSluice(['serve', '--port', '0', '--data-dir', 'again'], folder)
    await service.prints('sluice flags list')
    const env = { SLUICE_URL: /http:\/\/\S+/.exec(service.out())?.[0] ?? '' }
    expect((await runSluice(['explain', 'new-checkout'], { env })).out).toContain(
      'The flag is off.',
    )
    const audit = await runSluice(['audit', 'list', '--json'], { env })
    expect(audit.exit).toBe(EXIT.ok)
    expect((await runSluice(['audit', 'verify'], { env })).exit).toBe(EXIT.ok)
    expect(service.err()).toBe('')
  })

  it('take the data folder from the environment', async () => {
    const { folder, sluice } = await testBench()
    const env = { SLUICE_DATA_DIR: join(folder, 'data') }
    const { json } = await sluice(['backup', '--to', 'b', '--json'], { env })
    expect(json()).toMatchObject({ environments: [{ key: 'development', version: 1 }] })
  })

  it('say where the key of the audit log is, and that it is not in the copy', async () => {
    const { folder } = await testFolder()
    const env = { SLUICE_AUDIT_KEY: 'keys/key.pem', SLUICE_AUDIT_HEAD: 'keys/head.json' }
    await mkdir(join(folder, 'keys'))
    const argv = ['serve', '--port', '0', '--data-dir', 'data']
    const service = spawnSluice(argv, folder, env)
    await service.prints('sluice flags list')
    const without = await runSluice(['backup', '-d', 'data', '--to', 'b'], { cwd: folder })
    expect([without.exit, without.out]).toEqual([EXIT.usage, ''])
    expect(without.err).toContain('--audit-head')
    const made = await runSluice(['backup', '-d', 'data', '--to', 'b'], { cwd: folder, env })
    expect([made.exit, made.err]).toEqual([EXIT.ok, ''])
    expect(made.out).not.toContain('It holds the key of the audit log')
    expect(made.out).toContain('The key of the audit log is not in it: keep a copy of keys/key.pem')
  })

  it('say what is in the way, and change nothing', async () => {
    const { folder, sluice } = await testBench()
    await sluice(['backup', '--data-dir', 'data', '--to', 'b'])
    await mkdir(join(folder, 'empty'))
    for (const [argv, message] of [
      [['backup', '--data-dir', 'empty', '--to', 'c'], 'no sluice.db in'],
      [['backup', '--data-dir', 'data', '--to', 'b'], 'Give each backup a folder of its own.'],
      [['restore', '--from', 'empty', '--data-dir', 'd'], 'no backup.json in'],
      [['restore', '--from', 'b', '--data-dir', 'data'], 'never writes over data'],
    ] as const) {
      const { exit, err } = await sluice(argv)
      expect([argv, exit]).toEqual([argv, EXIT.usage])
      expect(err).toContain(message)
    }
    expect((await readdir(folder)).toSorted()).toEqual(['b', 'data', 'empty', 'flags.yaml'])
  })
})
