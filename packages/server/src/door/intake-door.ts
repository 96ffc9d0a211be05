import type { EventBatchAnswer } from '@sluice/core'
import { credentialOf } from '../http/credential-of.ts'
import type { Logger } from '../http/logger.ts'
import { PROBLEM_TYPE, problemOf, type Problem } from '../http/problem.ts'
import { readBatch, type Batch } from '../intake/batch.ts'
import type { IntakeLimits } from '../intake/intake-limits.ts'
import { INTAKE_PATH } from '../intake/intake-route.ts'
import { senderOf, type SenderDeps } from '../intake/intake-sender.ts'
import type { Intake, Sender } from '../intake/intake.ts'
import type { DirectDoor, DoorDeps } from './direct-door.ts'
import { originOf, readHeaders, type DirectHeaders } from './direct-headers.ts'
import { pageMarks } from './page-marks.ts'
import { handOver, readAll } from './request-body.ts'

/** What the door needs. */
export interface IntakeDoorDeps extends DoorDeps, SenderDeps {
  readonly intake: Intake
  readonly limits: IntakeLimits
  readonly logger: Logger
}

/** Opens the short way to the intake: for plain JSON with a key in its header. */
export function createIntakeDoor(deps: IntakeDoorDeps): DirectDoor {
  const { clock, intake, limits, metrics } = deps
  const always = [
    ...Object.entries(deps.headers).flat(),
    'Cache-Control',
    'no-store',
    'Vary',
    'Origin',
  ]
  return (request, response, leave) => {
    if (request.method !== 'POST' || request.url !== INTAKE_PATH) return false
    const startedAt = clock.monotonic()
    const headers = readHeaders(request.rawHeaders)
    if (headers === undefined || !isFitting(headers, limits.bodyBytes)) return false
    const before = callerOf(deps, headers)
    if (before === undefined) return false

    const take = async (batch: Batch, size: number, { sender, marks }: Caller): Promise<void> => {
      const answer = await answerOf(deps, () => intake.take(batch, size, sender)())
      // As a text, since Node then sends it with the head in one write.
      const text = JSON.stringify(answer.body)
      const length = ['Content-Length', String(Buffer.byteLength(text))]
      response.writeHead(answer.status, always.concat(marks, answer.headers, length)).end(text)
      const seconds = (clock.monotonic() - startedAt) / 1000
      metrics.requestEnded({ method: 'POST', route: INTAKE_PATH, status: answer.status, seconds })
    }
    readAll(request, (body) => {
      const leaveRead = (): void => {
        // What is wrong is found again by the routes, which know how to say it.
        handOver(request, body)
        leave()
      }
      // A body may take its time, and meanwhile its key was revoked, or its page taken from the list.
      const caller = isCurrent(deps, before) ? before : callerOf(deps, headers)
      if (caller === undefined || intake.isShedding()) return leaveRead()
      let batch: Batch
      try {
        batch = readBatch(body, limits.batchEvents)
      } catch {
        return leaveRead()
      }
      void take(batch, body.length, caller)
    })
    return true
  }
}

/** Who sends, and what marks the answer for its page. */
interface Caller {
  readonly credential: string
  readonly sender: Sender
  /** Header names and values in turn. */
  readonly marks: readonly string[]
}

function callerOf(deps: IntakeDoorDeps, headers: DirectHeaders): Caller | undefined {
  const credential = credentialOf((name) => headers[name])
  if (credential === undefined) return undefined
  const sender = senderOf(deps, credential)
  const own = originOf(headers.host)
  if (sender === undefined || own === undefined) return undefined
  const marks = pageMarks(deps.cors, headers.origin, own, sender.environment)
  return marks && { credential, sender, marks }
}

function isCurrent(
  { live, authenticate }: IntakeDoorDeps,
  { credential, sender }: Caller,
): boolean {
  const { environment, principal } = sender
  return live.get(environment.key) === environment && authenticate(credential) === principal
}

interface Answer {
  readonly status: number
  readonly headers: readonly string[]
  readonly body: EventBatchAnswer | Problem
}

async function answerOf(
  { logger }: IntakeDoorDeps,
  take: () => Promise<EventBatchAnswer>,
): Promise<Answer> {
  try {
    return { status: 200, headers: JSON_TYPE, body: await take() }
  } catch (error) {
    const requestId = crypto.randomUUID()
    const { problem, headers } = problemOf(error, requestId)
    const { code, status } = problem
    if (status >= 500) logger.error({ err: error, requestId, code }, 'request failed')
    const more = Object.entries({ 'X-Request-Id': requestId, ...headers }).flat()
    return { status, headers: ['Content-Type', PROBLEM_TYPE, ...more], body: problem }
  }
}

const JSON_TYPE = ['Content-Type', 'application/json']

function isFitting(headers: DirectHeaders, limitBytes: number): boolean {
  const length = headers['content-length'] ?? ''
  return (
    headers['content-type'] === 'application/json' &&
    headers['content-encoding'] === undefined &&
    /^\d{1,7}$/.test(length) &&
    Number(length) <= limitBytes
  )
}
