import { dirname, relative, resolve } from 'node:path'
import type { Flag, Ruleset } from '@sluice/core'
import { findScenarios } from '../scenarios/find-scenarios.ts'
import type { SluiceAddonOptions } from './options.ts'
import { findManifest, readManifest } from './read-manifest.ts'
import type { ShownManifest } from './shown-manifest.ts'

/** Where the files are that stories are told of. */
export interface ManifestPlaces {
  /** The file of the flags, an absolute path. */
  readonly manifest: string
  /** The folder of the project, in which scenarios are looked for. */
  readonly project: string
}

/** Finds the files; nobody looked yet whether they are there. */
export async function findPlaces(
  configDir: string,
  { manifest }: SluiceAddonOptions,
): Promise<ManifestPlaces> {
  const project = dirname(resolve(configDir))
  return {
    project,
    manifest: manifest === undefined ? await findManifest(project) : resolve(project, manifest),
  }
}

/** Reads everything that stories are told. Never throws: what cannot be read is a sentence. */
export async function gatherManifest(
  { manifest, project }: ManifestPlaces,
  { rules = true, app, live = {} }: SluiceAddonOptions,
): Promise<ShownManifest> {
  const file = relative(project, manifest)
  const folder = dirname(manifest)
  const isInside = !relative(project, folder).startsWith('..')
  const folders = isInside ? [project] : [project, folder]
  const [{ ruleset, isNamesOnly, fault }, ...found] = await Promise.all([
    readManifest(manifest, file),
    ...folders.map((each) => findScenarios(each)),
  ])
  return {
    file,
    ...(ruleset && { ruleset: rules ? ruleset : withoutRules(ruleset) }),
    ...(isNamesOnly === true && { isNamesOnly }),
    ...(app !== undefined && { app }),
    scenarios: found.flatMap(({ scenarios }) => scenarios),
    faults: [...(fault === undefined ? [] : [fault]), ...found.flatMap(({ faults }) => faults)],
    environments: Object.entries(live).map(([name, service]) => ({ name, ...service })),
  }
}

/** Leaves what designers see of the flags: nothing of who gets what. */
function withoutRules(ruleset: Ruleset): Ruleset {
  const flags = Object.entries(ruleset.flags).map(([key, flag]): [string, Flag] => {
    const { owner: _, ...shown } = flag
    return [key, { ...shown, rules: [], prerequisites: [] }]
  })
  return {
    ...ruleset,
    flags: Object.fromEntries(flags),
    attributes: {},
    segments: {},
    layers: {},
    holdouts: {},
    metrics: {},
    experiments: {},
    rollouts: {},
  }
}
