import { SluiceError } from '@sluice/core'
import type { Environment } from '../environment.ts'
import { messageOf } from '../message-of.ts'
import type { SnapshotStore } from '../snapshot/snapshot-store.ts'
import { isNewerSnapshot, readSnapshot, serviceName, writeSnapshot } from '../snapshot/snapshot.ts'
import type { HeldRuleset } from '../ruleset/held-ruleset.ts'
import { askForRuleset, type Service } from './request.ts'
import type { FetchCommand, SyncCommand, SyncEvent, SyncState } from './state.ts'
import { nextDeadline, step } from './step.ts'
import { listen } from './stream.ts'

const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Whom the runner tells what comes of it. */
export interface SyncOwner {
  report(error: SluiceError): void
  /** Called after each step, when its commands are under way. */
  changed(state: SyncState, previous: SyncState): void
}

/** The machine at work. */
export interface Sync {
  readonly send: (event: SyncEvent) => void
  readonly state: () => SyncState
}

/**
 * Runs the machine: hands it what happens, does what it asks for, and wakes it
 * when time alone changes something.
 */
export function runSync(
  service: Service,
  snapshot: SnapshotStore | undefined,
  environment: Environment,
  owner: SyncOwner,
  initial: SyncState,
): Sync {
  const name = serviceName(service.url, service.serverKey)
  let state = initial
  let cancelTimer: (() => void) | undefined
  let asking: AbortController | undefined
  let listening: AbortController | undefined
  let writing: Promise<void> = Promise.resolve()

  const send = (event: SyncEvent): void => {
    const now = environment.now()
    const previous = state
    const [next, commands] = step(state, { ...event, now, random: environment.random() })
    state = next
    commands.forEach(run)
    // One timer for everything; what runs longer than a timer can is looked at again.
    cancelTimer?.()
    const delayMs = nextDeadline(state) - now
    cancelTimer =
      delayMs < Infinity
        ? environment.schedule(() => send({ type: 'tick' }), Math.min(delayMs, LONGEST_TIMER_MS))
        : undefined
    owner.changed(next, previous)
  }

  const run = (command: SyncCommand): void => {
    switch (command.type) {
      case 'fetch':
        void ask(command)
        break
      case 'listen':
        void follow()
        break
      case 'report':
        owner.report(command.error)
        break
      case 'save':
        // One after the other, so that an older one never lands on a newer.
        writing = writing.then(() => save(command.held))
        break
      case 'abort':
        asking?.abort()
        break
      case 'hush':
        listening?.abort()
        listening = undefined
    }
  }

  const ask = async (command: FetchCommand): Promise<void> => {
    const mine = (asking = new AbortController())
    const answer = await askForRuleset(service, environment, command, mine.signal)
    // What was not read of the body is not worth a connection.
    mine.abort()
    send(answer)
  }

  const follow = async (): Promise<void> => {
    const mine = (listening = new AbortController())
    // A stream that was given up may still have something to say.
    await listen(service, environment, mine.signal, (event) => {
      if (listening === mine) send(event)
    })
  }

  const save = async (held: HeldRuleset): Promise<void> => {
    // Meanwhile a newer one may be waiting to be written.
    if (state.held !== held) return
    try {
      await snapshot?.write(writeSnapshot(name, held), (kept) => isNewerSnapshot(kept, name, held))
      send({ type: 'saved' })
    } catch (cause) {
      const message = `The snapshot could not be written: ${messageOf(cause)}. The next ruleset tries again.`
      send({ type: 'saved', error: new SluiceError('SNAPSHOT_UNWRITABLE', message, { cause }) })
    }
  }

  const load = async (store: SnapshotStore): Promise<void> => {
    try {
      const text = await store.read()
      const held = text === undefined ? {} : { held: await readSnapshot(name, text) }
      send({ type: 'snapshot', ...held })
    } catch (cause) {
      const error =
        cause instanceof SluiceError
          ? cause
          : new SluiceError(
              'SNAPSHOT_UNREADABLE',
              `The snapshot is not used: ${messageOf(cause)}.`,
              {
                cause,
              },
            )
      send({ type: 'snapshot', error })
    }
  }

  if (snapshot) void load(snapshot)
  send({ type: 'start' })
  return { send, state: () => state }
}
