import { open } from 'node:fs/promises'

/**
 * Makes the names in a folder durable: a file that was made, renamed or removed
 * is so after a crash as well.
 */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
