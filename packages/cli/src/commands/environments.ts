import type { JsonObject, JsonValue } from '@sluice/core'
import { mergePatch, parseAssignment } from '../assignment.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { isObject } from '../difference/align.ts'
import { listed, textOf } from '../service/history.ts'
import { plain, showValue } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'

/** Lists the environments with their settings. */
export async function listEnvironments({ service, shell }: Command): Promise<Outcome> {
  const { body } = await service({ path: ['v1', 'environments'] })
  const { items } = listed(body, (item) => item)
  const rows = items.map((item) => [textOf(item['key']) ?? '', shown(settingsOf(item))])
  return { exit: EXIT.ok, data: body, text: table(['ENVIRONMENT', 'SETTINGS'], rows, shell.colors) }
}

/** Makes an environment, with settings as `name=value`. */
export async function createEnvironment(
  { service, shell }: Command,
  key: string,
  texts: readonly string[],
): Promise<Outcome> {
  const settings = mergePatch({}, texts.map(parseAssignment))
  const body: JsonObject = { key, ...(texts.length > 0 && { settings }) }
  const answer = await service({ method: 'POST', path: ['v1', 'environments'], body })
  const isProtected = settingsOf(answer.body)['protected'] === true
  const text = [
    shell.colors.green(`Made the environment ${plain(key)}.`),
    `Give it a key for browsers: sluice keys create web -e ${plain(key)}${isProtected ? ' -r "First key"' : ''}`,
  ]
  return { exit: EXIT.ok, data: answer.body, text }
}

/** Changes settings of an environment. */
export async function setEnvironment(
  { service, shell }: Command,
  options: { readonly reason?: string; readonly despiteExperiments?: boolean },
  key: string,
  texts: readonly string[],
): Promise<Outcome> {
  const patch: Record<string, JsonValue> = {}
  for (const { path, value } of texts.map(parseAssignment)) patch[path.join('.')] = value ?? null
  const answer = await service({
    method: 'PATCH',
    path: ['v1', 'environments', key],
    body: {
      settings: patch,
      ...(options.despiteExperiments === true && { despiteExperiments: true }),
    },
    reason: options.reason,
  })
  const text = [shell.colors.green(`Changed ${plain(key)}: ${shown(settingsOf(answer.body))}`)]
  return { exit: EXIT.ok, data: answer.body, text }
}

function settingsOf(environment: JsonObject): JsonObject {
  const { settings } = environment
  return isObject(settings) ? settings : {}
}

function shown(settings: JsonObject): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${showValue(value)}`)
    .join(' ')
}
