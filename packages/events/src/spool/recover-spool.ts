import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../folder/sync-folder.ts'
import { isRemembered, isSameLoss, readLosses, writeLosses } from './remembered-losses.ts'
import { recoverSegment, removeForeign } from './recover-segment.ts'
import { segmentNumber } from './segment-name.ts'
import type { SpoolLoss } from './spool-loss.ts'
import type { ClosedSegment } from './spool.ts'
import {
  type VouchedSegment,
  type VouchedSegments,
  createVouched,
  readVouched,
} from './vouched-segments.ts'

/** What was found in a folder of segments. */
export interface RecoveredSpool {
  readonly segments: ClosedSegment[]
  /** The last segment and how many events were written there, for the first frame of the next. */
  readonly after: string
  readonly vouched: VouchedSegments
  /** What is remembered, and what was torn last. */
  readonly losses: readonly SpoolLoss[]
  /** What nobody has heard of yet. */
  readonly found: readonly SpoolLoss[]
}

/** The segment before the one that is looked at. */
interface Before {
  readonly name: string
  readonly written: number
  readonly time: number | undefined
}

/**
 * Reads every segment of a folder, mends what is damaged, and compares them with what
 * was there before.
 */
export async function recoverSpool(
  root: string,
  folder: string,
  now: number,
): Promise<RecoveredSpool> {
  const segments: ClosedSegment[] = []
  const before = await readLosses(root, now)
  const listed = await readVouched(root, now)
  const names = (await readdir(folder)).toSorted()
  let losses = missing(listed, new Set(names), before, now)
  const whole = new Set<string>()
  const remembered = (): SpoolLoss[] => [
    // A good copy was put back.
    ...before.filter(({ file }) => !whole.has(file)),
    ...losses.filter((loss) => isRemembered(loss) && !before.some((one) => isSameLoss(one, loss))),
  ]
  const held: VouchedSegment[] = []
  const emptied: string[] = []
  let last: Before | undefined
  for (const name of names) {
    const path = join(folder, name)
    const number = segmentNumber(name)
    if (number === undefined) {
      // A mended copy that was never put in its place: the segment itself is still there.
      if (name.endsWith('.part')) await unlink(path)
      else losses.push(await removeForeign(root, path, now))
      continue
    }
    const found = await recoverSegment(path, {
      root,
      now,
      lastTime: last?.time,
      vouched: listed.find((one) => one.name === name),
      async found(damage) {
        losses.push(...damage)
        await writeLosses(root, remembered())
      },
    })
    const [from, to = last?.time] = found.times
    const cut = cutBefore(found.after, last, from, now)
    // The same loss, of which the next segment knows more.
    losses = losses.filter(({ file, reason }) => reason !== 'cut' || file !== cut[0]?.file)
    losses.push(...cut)
    if (found.isWhole) whole.add(name)
    for (const { file } of cut) whole.delete(file)
    last = { name, written: found.written, time: to }
    if (found.events === 0) emptied.push(path)
    else {
      segments.push({ name, path, number, bytes: found.bytes, events: found.events })
      held.push({ name, written: found.written, events: found.events, from, to })
    }
  }
  const all = remembered()
  if (all.length > 0 || before.length > 0) await writeLosses(root, all)
  // In this order: what is told of as lost is missed no more, and nothing goes that would be.
  const vouched = createVouched(root, held)
  if (held.length > 0 || listed.length > 0) await vouched.save()
  for (const path of emptied) await unlink(path)
  await syncFolder(folder)
  const found = losses.filter((loss) => !before.some((one) => isSameLoss(one, loss)))
  const torn = found.filter((loss) => !isRemembered(loss))
  const after = last === undefined ? '' : `${last.name} ${last.written}`
  return { segments, after, vouched, losses: [...all, ...torn], found }
}

/** Segments that were there and are not. Who takes one away says so before. */
function missing(
  listed: readonly VouchedSegment[],
  names: ReadonlySet<string>,
  before: readonly SpoolLoss[],
  now: number,
): SpoolLoss[] {
  const isTold = (name: string): boolean =>
    before.some(({ file, reason }) => file === name && reason === 'missing')
  return listed
    .filter(({ name }) => !names.has(name) && !isTold(name))
    .map(({ name, events, from, to = now }) => ({
      reason: 'missing',
      file: name,
      foundAt: now,
      events,
      bytes: 0,
      between: [from, to],
      movedTo: undefined,
    }))
}

/** A segment that ends sooner than the next one says was cut between two frames. */
function cutBefore(
  after: string | undefined,
  before: Before | undefined,
  next: number | undefined,
  now: number,
): SpoolLoss[] {
  const [name, written] = after?.split(' ') ?? []
  if (before === undefined || name !== before.name) return []
  const events = Number(written) - before.written
  if (!(events > 0)) return []
  const between = [before.time, next] as const
  return [
    { reason: 'cut', file: name, foundAt: now, events, bytes: 0, between, movedTo: undefined },
  ]
}
