import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { DESK_ORDERS, type DeskOrder, type RolloutDesk } from './rollout-desk.ts'

/** Where the shop asks its desk, and gives it orders. */
const PATH = '/rollout-desk'
const LONGEST_BODY = 100

/**
 * Lets the shop give orders to its desk: `GET` says how things stand, `POST { "order": "come" }`
 * does it. JSON alone, which a page of another site cannot send without being asked for leave.
 */
export function deskRoute(desk: RolloutDesk): Plugin {
  return {
    name: 'rollout-desk',
    configureServer({ middlewares }) {
      middlewares.use(PATH, (request, response) => {
        void answer(desk, request, response)
      })
    },
  }
}

async function answer(
  desk: RolloutDesk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'POST') {
    const order = await orderIn(request)
    if (order === undefined) {
      const detail = `Send { "order": … } as JSON, one of ${DESK_ORDERS.join(', ')}.`
      reply(response, 422, { detail })
      return
    }
    desk.order(order)
  }
  reply(response, 200, await desk.state())
}

async function orderIn(request: IncomingMessage): Promise<DeskOrder | undefined> {
  if (request.headers['content-type'] !== 'application/json') return undefined
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > LONGEST_BODY) return undefined
  }
  try {
    const { order } = JSON.parse(text) as { readonly order?: unknown }
    return DESK_ORDERS.find((one) => one === order)
  } catch {
    return undefined
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}
