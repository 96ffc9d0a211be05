import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Explanation, JsonObject } from '@sluice/core'
import { compile, SluiceError } from '@sluice/core'
import { isObject } from '../difference/align.ts'
import { parseValue } from '../assignment.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { invalidFile, readRulesetFile } from '../ruleset-file.ts'
import { showExplanation } from '../explanation/show-explanation.ts'
import { recordsOf } from '../service/history.ts'
import { wholeNumber } from './whole-number.ts'

/** What to explain. */
export interface ExplainOptions {
  readonly context?: string
  readonly contextFile?: string
  readonly at?: string
  readonly version?: string
  /** A ruleset file to evaluate here, instead of asking the service. */
  readonly file?: string
}

/** Explains why a flag has its value for a context: every rule, what it saw, what it did. */
export async function explain(
  command: Command,
  options: ExplainOptions,
  key: string,
): Promise<Outcome> {
  const { shell, settings } = command
  const context = await contextOf(options, shell.cwd)
  const at = timeOf(options.at)
  const version = wholeNumber(options.version, '--version')
  let explanation: Explanation
  let from: string | undefined
  if (options.file === undefined) {
    explanation = await askService(command, key, context, at, version)
  } else {
    const read = await readRulesetFile(resolve(shell.cwd, options.file), shell)
    if (!read.valid) return invalidFile(read.source, read.faults, shell)
    from = read.source.name
    const { re2Engine } = await import('@sluice/core/regex')
    const compiled = compile(read.ruleset, { regex: re2Engine })
    explanation = compiled.explain(key, context, at ?? shell.now())
  }
  const error = failureOf(explanation)
  return {
    exit: error?.exitCode ?? EXIT.ok,
    data: {
      ...(options.file === undefined && { environment: settings.environment }),
      explanation,
      ...(error !== undefined && { error }),
    },
    text: showExplanation(explanation, shell.colors, from),
  }
}

// Explaining why there is no flag is an answer, but not the one that a script wants to go on with.
function failureOf({ key, decision }: Explanation) {
  if (decision.by !== 'not-found') return undefined
  const message = decision.archived
    ? `The flag ${JSON.stringify(key)} is archived.`
    : `There is no flag ${JSON.stringify(key)}.`
  return { code: 'FLAG_NOT_FOUND', message, exitCode: EXIT.failed }
}

async function askService(
  { service, settings }: Command,
  flag: string,
  context: JsonObject,
  at: number | undefined,
  version: number | undefined,
): Promise<Explanation> {
  const { body } = await service({
    method: 'POST',
    path: ['v1', 'explain'],
    body: {
      environment: settings.environment,
      flag,
      context,
      ...(at !== undefined && { at: new Date(at).toISOString() }),
      ...(version !== undefined && { version }),
    },
  })
  const [explanation] = recordsOf(body['explanations'])
  if (explanation === undefined)
    throw new SluiceError('FLAG_NOT_FOUND', `The service explains no flag "${flag}".`)
  return explanation as unknown as Explanation
}

async function contextOf(
  { context, contextFile }: ExplainOptions,
  cwd: string,
): Promise<JsonObject> {
  if (context !== undefined && contextFile !== undefined) {
    throw new SluiceError(
      'USAGE',
      'Give the context by --context or by --context-file, not by both.',
    )
  }
  const text =
    contextFile === undefined ? (context ?? '{}') : await readContext(resolve(cwd, contextFile))
  const value = parseValue(text, contextFile ?? text)
  if (!isObject(value)) {
    throw new SluiceError(
      'USAGE',
      `The context has to be an object, such as --context '{"targetingKey":"u1"}'.`,
    )
  }
  return value
}

async function readContext(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new SluiceError('FILE_NOT_FOUND', `The context file ${path} cannot be read.`, {
      cause: error,
    })
  }
}

/** A time as ISO 8601 or epoch milliseconds. */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  if (Number.isNaN(at))
    throw new SluiceError('USAGE', `--at takes a time such as 2026-12-24T18:00:00Z, not "${text}".`)
  return at
}
