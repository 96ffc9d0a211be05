import type { EventBatchAnswer } from '@sluice/core'
import { credentialOf } from '../http/credential-of.ts'
import type { Logger } from '../http/logger.ts'
import { PROBLEM_TYPE, problemOf, type Problem } from '../http/problem.ts'
import { readBatch, type Batch } from '../intake/batch.ts'
import type { IntakeLimits } from '../intake/intake-limits.ts'
import { INTAKE_PATH } from '../intake/intake-route.ts'
import { senderOf, type SenderDeps } from '../intake/intake-sender.ts'
import type { Intake } from '../intake/intake.ts'
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
  const { clock, cors, intake, limits, logger, metrics } = deps
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
    const sender = senderOf(
      deps,
      credentialOf((name) => headers[name]),
    )
    const own = originOf(headers.host)
    if (sender === undefined || own === undefined) return false
    const marks = pageMarks(cors, headers.origin, own, sender.environment)
    if (marks === undefined) return false

    const send = (status: number, body: EventBatchAnswer | Problem, more: string[]): void => {
      const text = Buffer.from(JSON.stringify(body))
      const length = ['Content-Length', String(text.length)]
      response.writeHead(status, always.concat(marks, more, length)).end(text)
      const seconds = (clock.monotonic() - startedAt) / 1000
      metrics.requestEnded({ method: 'POST', route: INTAKE_PATH, status, seconds })
    }
    const take = async (batch: Batch, size: number): Promise<void> => {
      try {
        send(200, await intake.take(batch, size, sender)(), JSON_TYPE)
      } catch (error) {
        const requestId = crypto.randomUUID()
        const { problem, headers: more } = problemOf(error, requestId)
        const { code } = problem
        if (problem.status >= 500) logger.error({ err: error, requestId, code }, 'request failed')
        send(problem.status, problem, [
          'Content-Type',
          PROBLEM_TYPE,
          ...Object.entries(more).flat(),
        ])
      }
    }
    readAll(request, (body) => {
      let batch: Batch
      try {
        batch = readBatch(body, limits.batchEvents)
      } catch {
        // What is wrong is found again by the routes, which know how to say it.
        handOver(request, body)
        return leave()
      }
      void take(batch, body.length)
    })
    return true
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
