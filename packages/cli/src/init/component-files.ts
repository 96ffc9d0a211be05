import { existsSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { SluiceError } from '@sluice/core'
import type { App } from './app/app.ts'
import type { ChangeFile } from './files/change-file.ts'
import type { FileChange } from './files/file-change.ts'
import { FIRST_GATE, writeGateFile } from './files/gate-file.ts'
import { PROVIDER, writeProviderFile } from './files/provider-file.ts'
import type { Names } from './names.ts'
import { exportsName } from './source/exports-name.ts'
import type { WiredApp } from './wire-app.ts'

/** What the components of an app have to know. */
export interface Drawn {
  /** The service of this machine. */
  readonly url: string
  /** How somebody types what starts it. */
  readonly serve: string
  /** The flag of the first gate, where there is one. */
  readonly flag: string | undefined
  readonly flagsFile: string
}

/**
 * The files with components: the provider, the first gate, and the root that
 * they are put in. Where the root has a provider already, none of them but a file that
 * it imports and that is gone.
 *
 * @throws SluiceError `FILE_IN_THE_WAY`
 */
export async function componentFiles(
  app: App,
  names: Names,
  { entry, server, style }: WiredApp,
  { url, serve, flag, flagsFile }: Drawn,
  change: ChangeFile,
): Promise<FileChange[]> {
  const drawer =
    server === undefined
      ? []
      : [
          {
            path: join(app.folder, server.file.name),
            name: server.file.name,
            about: 'the same provider, where a server draws it',
            before: server.file.text,
            after: server.text,
          },
        ]
  const component = async (name: string, about: string, exported: string, text: string) =>
    change(name, about, (before) => {
      if (before === undefined) return text.replaceAll('\n', style.newline)
      if (exportsName(before, name, exported)) return undefined
      throw new SluiceError(
        'FILE_IN_THE_WAY',
        `Nothing was changed, because ${name} is there already and has no ${exported}. Rename it, then run this again.`,
      )
    })
  const provider = writeProviderFile(app, style, url, serve)
  if (entry === 'done') {
    const imported = `/${basename(names.provider, extname(names.provider))}`
    const isMissing =
      app.entry?.text.includes(imported) === true && !existsSync(join(app.folder, names.provider))
    const again = 'the client and the provider, which the root imports'
    return [
      ...(isMissing ? await component(names.provider, again, PROVIDER, provider) : []),
      ...drawer,
    ]
  }
  const gate = flag === undefined ? undefined : writeGateFile(flag, flagsFile, app, style)
  return [
    ...(await component(names.provider, 'the client and the provider', PROVIDER, provider)),
    ...(gate === undefined
      ? []
      : await component(names.gate, 'a gate that you can see', FIRST_GATE, gate)),
    ...(app.entry !== undefined && 'text' in entry
      ? [
          {
            path: join(app.folder, app.entry.name),
            name: app.entry.name,
            about: 'the provider goes around the root',
            // What was looked at, so that a change since then shows before anything is written.
            before: app.entry.text,
            after: entry.text,
          },
        ]
      : []),
    ...drawer,
  ]
}
