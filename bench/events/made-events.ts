import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openEmbeddedStore } from '@sluice/events'
import { openSpool } from '@sluice/events/spool'

/** A folder of events that are merged and without duplicates. */
export interface MadeEvents {
  readonly folder: string
  /** How long merging took, when they were made. */
  readonly mergedInSeconds: number
}

const NOTE = 'made.json'
const maker = fileURLToPath(new URL('dataset.ts', import.meta.url))
const cache = fileURLToPath(new URL('../node_modules/.cache/events/', import.meta.url))

/**
 * Makes the events of one size, or finds those of an earlier run: ten million take a
 * quarter of an hour. They are made anew when the scripts that write them have changed.
 *
 * @param size - how many exposures
 */
export async function madeEvents(size: number): Promise<MadeEvents> {
  const folder = join(cache, `${size}-${versionOf(['dataset.ts', 'dataset-shape.ts'])}`)
  const note = join(folder, NOTE)
  if (!existsSync(note)) {
    const part = `${folder}.part`
    rmSync(part, { recursive: true, force: true })
    mkdirSync(part, { recursive: true })
    const { status } = spawnSync(process.execPath, ['--no-warnings', maker, part, `${size}`], {
      stdio: 'inherit',
    })
    if (status !== 0) throw new Error(`The events were not made: ${status}.`)
    writeFileSync(join(part, NOTE), JSON.stringify({ mergedInSeconds: await merge(part) }))
    renameSync(part, folder)
  }
  const { mergedInSeconds } = JSON.parse(readFileSync(note, 'utf8')) as MadeEvents
  return { folder, mergedInSeconds }
}

async function merge(folder: string): Promise<number> {
  const spool = await openSpool({ folder })
  const store = await openEmbeddedStore({ spool })
  const startedAt = performance.now()
  await store.compact()
  const seconds = (performance.now() - startedAt) / 1_000
  await store.close()
  await spool.close()
  return seconds
}

function versionOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(new URL(file, import.meta.url)))
  return hash.digest('hex').slice(0, 12)
}
