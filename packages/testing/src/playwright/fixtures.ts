import { dirname, relative, resolve } from 'node:path'
import type { Ruleset } from '@sluice/core'
import { EVIDENCE_FOLDER, writeEvidence } from '../gate-coverage/evidence.ts'
import { findManifest, readManifest } from '../manifest/read-manifest.ts'
import type { PageLike, TestInfoLike } from './browser-types.ts'
import { forceFlags, type ForcedPage } from './force-flags.ts'
import type { ForcedFlags } from './named-flags.ts'

/** How the fixture works. Paths are taken from the folder of the Playwright config. */
export interface SluiceFixtureOptions extends ForcedFlags {
  /** The file of the ruleset. Default: that of the nearest `sluice.config.json`, else `flags.yaml`. `false` for none. */
  readonly manifest?: string | false
  /** Where the reporter of gate coverage finds what tests exercised. Default: `.sluice/gate-coverage`. `false` for none. */
  readonly evidence?: string | false
}

/** What tests are given, and what `use` sets. */
export interface SluiceFixtures {
  /** Forces flags in the page of the test, and tells what the page recorded. */
  readonly sluice: ForcedPage
  readonly sluiceOptions: SluiceFixtureOptions
}

type Provide<T> = (value: T) => Promise<void>

/**
 * Fixtures for Playwright Test: `sluice` forces flags in `page`. What a page exercised in a
 * test that passed is left for gate coverage.
 *
 * @example
 * import { test as base } from '@playwright/test'
 * export const test = base.extend<SluiceFixtures>(sluiceFixtures)
 *
 * test('orders with the new words', async ({ page, sluice }) => {
 *   await sluice.force({ variants: { 'checkout-cta': 'warm' } })
 *   await page.goto('/')
 * })
 */
export const sluiceFixtures: {
  readonly sluiceOptions: [SluiceFixtureOptions, { readonly option: true }]
  readonly sluice: (
    given: { readonly page: PageLike; readonly sluiceOptions: SluiceFixtureOptions },
    provide: Provide<ForcedPage>,
    info: TestInfoLike,
  ) => Promise<void>
} = {
  sluiceOptions: [{}, { option: true }],
  sluice: async ({ page, sluiceOptions }, provide, info) => {
    const { configFile, rootDir } = info.config
    const root = configFile === undefined ? rootDir : dirname(configFile)
    const { evidence = EVIDENCE_FOLDER, ...forced } = sluiceOptions
    const forcedPage = await forceFlags(page, forced, await manifestFor(root, sluiceOptions))
    await provide(forcedPage)
    if (evidence === false) return
    const hasPassed = info.status === info.expectedStatus && info.expectedStatus === 'passed'
    await writeEvidence(resolve(root, evidence), {
      by: 'playwright',
      file: relative(root, info.file),
      test: [info.project.name, ...info.titlePath.slice(1)].filter(Boolean).join(' > '),
      // What a run before this one left is not true any more.
      uses: hasPassed ? await forcedPage.uses() : [],
    })
  },
}

const read = new Map<string, Promise<Ruleset>>()

async function manifestFor(
  root: string,
  { manifest }: SluiceFixtureOptions,
): Promise<Ruleset | undefined> {
  if (manifest === false) return undefined
  const path = manifest === undefined ? await findManifest(root) : resolve(root, manifest)
  let reading = read.get(path)
  if (!reading) read.set(path, (reading = readManifest(path)))
  return reading
}
