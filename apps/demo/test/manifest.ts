import { fileURLToPath } from 'node:url'
import { readManifest } from '@sluice/testing/coverage'
import type {} from '@sluice/testing/vitest'
import type { TestProject } from 'vitest/node'

/** Gives the flags of the shop to its tests. */
export async function setup({ provide }: TestProject): Promise<void> {
  const { flags } = await readManifest(fileURLToPath(new URL('../flags.yaml', import.meta.url)))
  provide('sluiceManifest', { flags })
}
