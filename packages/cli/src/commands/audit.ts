import { resolve } from 'node:path'
import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { readText, showFile } from '../ruleset-file.ts'
import { actorName, listed, reasonOf, textOf } from '../service/history.ts'
import { askAuditReport } from '../service/audit-report.ts'
import { plain } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'
import { writeWhole } from '../write-file.ts'
import type { PageOptions } from './history.ts'
import { more, pageOf } from './history.ts'

/** Lists the audit entries of an environment, newest first. */
export async function listAudit(command: Command, options: PageOptions): Promise<Outcome> {
  const { shell, settings, service } = command
  const { body } = await service({
    path: ['v1', 'environments', settings.environment, 'audit'],
    query: pageOf(options),
  })
  const list = listed(body, (item) => [
    String(Number(item['seq'])),
    textOf(item['at']) ?? '',
    actorName(item['actor']),
    textOf(item['action']) ?? '',
    textOf(item['subject']) ?? '',
    reasonOf(item).reason ?? '',
  ])
  const headings = ['ENTRY', 'AT', 'BY', 'ACTION', 'SUBJECT', 'REASON']
  return {
    exit: EXIT.ok,
    data: body,
    text: [...table(headings, list.items, shell.colors), ...more(list, 'audit list')],
  }
}

/** Writes the whole audit log to a file, one entry a line. */
export async function exportAudit(
  { service, shell }: Command,
  options: { readonly out: string },
): Promise<Outcome> {
  const path = resolve(shell.cwd, options.out)
  const { text } = await service({ path: ['v1', 'audit', 'export'], asText: true })
  await writeWhole(path, text)
  const entries = text.split('\n').filter((line) => line !== '').length
  const file = showFile(path, shell)
  return { exit: EXIT.ok, data: { file, entries }, text: [`Wrote ${counted(entries)} to ${file}.`] }
}

/** Where to verify: in the service, or here from files. */
export interface VerifyOptions {
  readonly file?: string
  readonly head?: string
  readonly publicKey?: string
}

/** Verifies that no entry of the audit log was changed, added, removed or moved. */
export async function verifyAudit(command: Command, options: VerifyOptions): Promise<Outcome> {
  const offline =
    options.file !== undefined || options.head !== undefined || options.publicKey !== undefined
  const report = offline ? await verifyFiles(command, options) : await askService(command)
  const { green, red } = command.shell.colors
  const { whole, entries, fault } = report
  return {
    exit: whole ? EXIT.ok : EXIT.alarm,
    data: report,
    text: whole
      ? [
          green(
            `The audit log is whole: ${counted(entries)}, each linked to the one before, up to the signed head.`,
          ),
        ]
      : [
          red(`The audit log was tampered with: ${plain(fault?.detail ?? 'it does not verify')}`),
          `Looked at: ${counted(entries)}.`,
        ],
  }
}

function counted(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries} entries`
}

interface Report {
  readonly whole: boolean
  readonly entries: number
  readonly fault?: { readonly detail: string }
}

async function askService(command: Command): Promise<Report> {
  const { body } = await askAuditReport(command)
  if (typeof body['whole'] !== 'boolean')
    throw new SluiceError('NOT_SLUICE', 'The service answered with no report.')
  return body as unknown as Report
}

async function verifyFiles(
  { shell }: Command,
  { file, head, publicKey }: VerifyOptions,
): Promise<Report> {
  if (file === undefined || head === undefined || publicKey === undefined) {
    throw new SluiceError(
      'USAGE',
      'To verify without the service, name all of --file, --head and --public-key.',
    )
  }
  const [entries, headText, key] = await Promise.all(
    [file, head, publicKey].map(async (path) => readText(resolve(shell.cwd, path), shell)),
  )
  const { parseHead, verifyAudit: verify } = await import('@sluice/server')
  return verify(
    (entries ?? '')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parseLine),
    parseHead(parseLine(headText ?? '')),
    key ?? '',
  )
}

/** What is no JSON is no entry; the verification says so with its place. */
function parseLine(line: string): JsonObject | undefined {
  try {
    return JSON.parse(line) as JsonObject
  } catch {
    return undefined
  }
}
