import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../api/test-service.ts'
import { applyEvent } from './apply-event.ts'
import { startRolloutService } from './testing/rollout-service.ts'

/** How often it is killed. */
const POINTS = 14

const DYING = fileURLToPath(new URL('./testing/dying-step.ts', import.meta.url))

let seeded: string
let id: string
beforeAll(async () => {
  seeded = temporaryFolder()
  const service = await startRolloutService(seeded)
  id = await service.draft()
  await applyEvent(service.store, {
    environment: 'shop',
    id,
    event: (_, { now }) => ({
      kind: 'start',
      at: now,
      by: { id: 's', name: 'S' },
      versionBefore: 1,
    }),
  })
  await service.close()
})
afterAll(() => rmSync(seeded, { recursive: true, force: true }))

/** Rolls back in a process that dies at its n-th word with the database. @returns how many there were */
function dieAt(folder: string, word: number): number | undefined {
  const args = ['--conditions=@sluice/source', DYING, folder, id, `${word}`]
  const { stdout, stderr, signal } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (signal !== 'SIGKILL') throw new Error(`It did not die: ${stderr}`)
  return stdout === '' ? undefined : Number(stdout)
}

/** How many words a whole rollback takes. */
function countWords(): number {
  const folder = temporaryFolder()
  cpSync(seeded, folder, { recursive: true })
  const words = dieAt(folder, Number.MAX_SAFE_INTEGER)
  rmSync(folder, { recursive: true, force: true })
  return words ?? 0
}

/** Points over the whole way, the last words one by one: that is where it commits. */
function spread(words: number): number[] {
  const even = Array.from({ length: POINTS }, (_, at) => 1 + Math.floor((at * words) / POINTS))
  return [...new Set([...even, words - 2, words - 1, words, words + 1])]
}

it(
  'is before a rollback or after it, wherever it is killed, and finishes it when it is back',
  { timeout: 300_000 },
  async () => {
    const seen = new Set<string>()
    const words = countWords()
    expect(words).toBeGreaterThan(POINTS / 2)
    for (const word of spread(words)) {
      const folder = temporaryFolder()
      cpSync(seeded, folder, { recursive: true })
      dieAt(folder, word)
      const service = await startRolloutService(folder)
      const { state, version, revision } = await service.show(id)
      const served = service.store.live.get('shop')?.ruleset
      const isBack = state === 'verifying'
      // Flag, version, state and log tell one story.
      expect([state, isBack]).toEqual([isBack ? 'verifying' : 'running', isBack])
      expect(service.serves()).toMatchObject({ coverageBps: isBack ? 0 : 200 })
      expect(version).toBe(served?.version)
      const { items } = (await (
        await service.send('GET', `/v1/environments/shop/rollouts/${id}/decisions`)
      ).json()) as { items: { outcome: string; entry: { after: { revision: number } } }[] }
      expect(items[0]?.entry.after.revision).toBe(revision)
      expect(items[0]?.outcome).toBe(isBack ? 'restored' : 'applied')
      const verified = await service.send('GET', '/v1/environments/shop/audit/verify')
      expect(await verified.json()).toMatchObject({ whole: true })
      seen.add(state)
      service.sees({ fault: 'down' })
      await service.close()
      rmSync(folder, { recursive: true, force: true })
    }
    expect([...seen].toSorted()).toEqual(['running', 'verifying'])
  },
)
