import { join } from 'node:path'
import { parseDocument } from 'yaml'
import type { PackageManager } from '../app/package-manager.ts'
import type { Section } from '../files/manifest-edit.ts'

/** The section of `package.json` that says where packages come from that others ask for. */
export function overridesSection(
  { name }: PackageManager,
  overrides: Readonly<Record<string, string>>,
): Section {
  if (name === 'yarn') return ['resolutions', overrides]
  // pnpm reads them elsewhere.
  return ['overrides', name === 'pnpm' ? {} : overrides]
}

/** Where pnpm reads them. */
export function pnpmSettingsPath({ folder }: PackageManager): string {
  return join(folder, 'pnpm-workspace.yaml')
}

/** Adds overrides to the settings of pnpm; comments and everything else stay. */
export function addPnpmOverrides(
  text: string | undefined,
  overrides: Readonly<Record<string, string>>,
): string {
  const document = parseDocument(text ?? '')
  for (const [name, source] of Object.entries(overrides)) {
    if (!document.hasIn(['overrides', name])) document.setIn(['overrides', name], source)
  }
  return document.toString({ lineWidth: 0 })
}
