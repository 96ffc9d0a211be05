import { readFile, stat } from 'node:fs/promises'

/** A watch that runs until it is closed. */
export interface FileWatch {
  close(): Promise<void>
}

/** How often the file is looked at. */
const POLL_MS = 150

/**
 * Calls back with the text of a file each time it was saved, one call after the
 * other. Looks at the file instead of asking the system, which works on every
 * disk and with every way in which editors save.
 *
 * A text counts when the file stayed the same from one look to the next: half
 * of a file may be valid and say something else.
 */
export function watchFile(
  path: string,
  sleep: (ms: number) => Promise<void>,
  onSave: (text: string) => Promise<void>,
): FileWatch {
  let isOpen = true
  const run = async (): Promise<void> => {
    let known = await stateOf(path)
    let last = known
    while (isOpen) {
      await sleep(POLL_MS)
      const state = await stateOf(path)
      const settled = state === last
      last = state
      if (!isOpen || state === known || !settled) continue
      known = state
      // Gone for a moment: an editor puts a new file in its place.
      const text = await readFile(path, 'utf8').catch(() => undefined)
      if (text !== undefined) await onSave(text)
    }
  }
  const running = run()
  return {
    close: async () => {
      isOpen = false
      await running
    },
  }
}

async function stateOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  return found === undefined ? 'absent' : `${found.ino} ${found.size} ${found.mtimeMs}`
}
