import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import type { Plugin } from 'vite'

/** What is text, and gets smaller. */
const COMPRESSED = /\.(?:css|html|js|svg)$/

/** Below this, what an answer weighs is its headers. Bytes. */
const SMALLEST = 1_000

/**
 * Writes every text of a build a second and a third time, compressed as far as it goes: `.gz`, and
 * `.br` where this Node has brotli. The service sends them as they are, so that nobody waits for a
 * compression, and it can take its time.
 */
export function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const names = Object.keys(bundle).filter((name) => COMPRESSED.test(name))
      await Promise.all(
        names.map(async (name) => {
          const path = join(dir, name)
          const bytes = await readFile(path)
          if (bytes.length < SMALLEST) return
          await writeFile(`${path}.gz`, await gzip(bytes))
          if (brotli !== undefined) await writeFile(`${path}.br`, await brotli(bytes))
        }),
      )
    },
  }
}

async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  return promisify<Uint8Array, zlib.ZlibOptions, Uint8Array>(zlib.gzip)(bytes, { level: 9 })
}

// A Node can be built without it.
const brotli =
  typeof zlib.brotliCompress === 'function'
    ? promisify<Uint8Array, Uint8Array>(zlib.brotliCompress)
    : undefined
