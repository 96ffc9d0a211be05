import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { RolloutState } from '@sluice/rollout'

const SERVICE = new URL('./dying-service.ts', import.meta.url)
const LOOK_MS = 20
/** After a transition there are its effects: the head of the audit log, the snapshot. */
const EFFECTS_MS = 300
const PATIENCE_MS = 60_000

/** What of a rollout is in its database. */
export interface Found {
  readonly state: RolloutState
  /** Messages that nobody has taken yet. */
  readonly waiting: number
}

/** What a service is to do before it dies. */
export interface Death {
  readonly folder: string
  readonly id: string
  /** The word it dies at; it lives to tell how many there were where that is never said. */
  readonly word: number
  /** What is done to the rollout from outside; without it the runner does it by itself. */
  readonly action?: object | undefined
  readonly isThere: (found: Found) => boolean
}

/**
 * Runs a real service until it has died, or has done what it was to do.
 *
 * @returns how many words it took; `undefined` when it died
 */
export async function liveUntil(death: Death): Promise<number | undefined> {
  const { folder, word, action } = death
  const args = [folder, `${word}`, action === undefined ? 'start' : 'told']
  const child = fork(SERVICE, args, { execArgv: ['--conditions=@sluice/source', '--no-warnings'] })
  const died = once(child, 'exit').then(([, signal]: (string | null)[]) => signal)
  const isDead = (): boolean => child.signalCode !== null || child.exitCode !== null
  // It may die between being found alive and being told; its exit says so then.
  const tell = (word: string): void => void child.send(word, () => undefined)
  const heard = async (): Promise<{ url?: string; words?: number }> => {
    const answer = once(child, 'message').then(([message]) => message as { url: string })
    return Promise.race([answer, died.then(() => ({}))])
  }
  try {
    const { url } = await heard()
    if (action !== undefined && url !== undefined) {
      tell('count')
      await heard()
      await act(`${url}/v1/environments/shop/rollouts/${death.id}/actions`, action)
    }
    const until = Date.now() + PATIENCE_MS
    while (!isDead() && !death.isThere(findIn(folder, death.id))) {
      if (Date.now() > until) throw new Error('It neither died nor did what it was to do.')
      await new Promise((done) => setTimeout(done, LOOK_MS))
    }
    if (!isDead()) await new Promise((done) => setTimeout(done, EFFECTS_MS))
    if (isDead()) return undefined
    tell('tell')
    return (await heard()).words
  } finally {
    child.kill('SIGKILL')
    await died
  }
}

async function act(path: string, action: object): Promise<void> {
  const headers = {
    Authorization: 'Bearer sluice_admin_demo',
    'Content-Type': 'application/json',
  }
  const body = JSON.stringify(action)
  const answer = await fetch(path, { method: 'POST', headers, body }).catch(() => undefined)
  // Without an answer it is dead, and what was on its way may be there or not.
  if (answer !== undefined && !answer.ok) throw new Error(await answer.text())
}

/** Reads what a service has written, while it runs. */
function findIn(folder: string, id: string): Found {
  const database = new DatabaseSync(join(folder, 'sluice.db'), { readOnly: true, timeout: 5_000 })
  try {
    const row = database.prepare('select state from rollouts where id = ?').get(id)
    const { waiting } = database
      .prepare("select count(*) as waiting from rollout_messages where status = 'waiting'")
      .get() as { waiting: number }
    return { state: JSON.parse(String(row?.['state'])) as RolloutState, waiting }
  } finally {
    database.close()
  }
}
