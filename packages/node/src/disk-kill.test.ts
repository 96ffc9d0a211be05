import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { diskSnapshot } from './disk.ts'

const LOOP = fileURLToPath(new URL('../test/write-loop.ts', import.meta.url))

it('leaves a whole file when its process is killed while it writes, and can be written again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-node-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'snapshot')
  await diskSnapshot(path).write('a'.repeat(200_000), () => false)
  for (let round = 0; round < 8; round++) {
    const child = spawn(process.execPath, ['--conditions=@sluice/source', LOOP, path])
    await once(child.stdout, 'data')
    await sleep(20 + 15 * round)
    child.kill('SIGKILL')
    await once(child, 'close')
    const content = await readFile(path, 'utf8')
    expect(content).toHaveLength(200_000)
    expect(new Set(content).size).toBe(1)
    await rm(`${path}.lock`, { force: true })
  }
  await diskSnapshot(path).write('done', () => false)
  expect(await readFile(path, 'utf8')).toBe('done')
})
