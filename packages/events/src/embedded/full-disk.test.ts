import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'

const canLimit = spawnSync('prlimit', ['--version']).status === 0

it.skipIf(!canLimit)(
  'answers while the disk is too full to seal, and seals without a restart when there is space',
  () => {
    const folder = temporaryFolder()
    const script = fileURLToPath(new URL('../testing/fill-disk-sealing.ts', import.meta.url))
    const node = `'${process.execPath}' --conditions=@sluice/source '${script}' '${folder}'`
    const said = execFileSync('bash', ['-c', `trap '' XFSZ; exec ${node}`], { encoding: 'utf8' })
    expect(JSON.parse(said)).toEqual({
      failed: true,
      whileFull: 2_000,
      fault: expect.stringMatching(/write|large|space/i),
      afterwards: 2_000,
      rows: 2_001,
      faultAfterwards: '',
    })
    const left = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    expect(left.filter((name) => /\.(?:parquet|part)$/.test(name))).toHaveLength(2)
  },
)
