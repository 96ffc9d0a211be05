import { lookup as resolve } from 'node:dns'
import { request as plain } from 'node:http'
import { request as encrypted } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { SluiceError } from '@sluice/core'
import { isPublicAddress } from './public-address.ts'

const PATIENCE_MS = 10_000

/** A message on its way. */
export interface Post {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** Whether it may go to this machine and its networks. */
  readonly allowsInner: boolean
}

/**
 * Posts a message and tells the status of the answer. Follows no redirect, and connects to no
 * inner address however it came by it: the name is resolved once, and what it resolved to is
 * looked at before the connection.
 *
 * @throws SluiceError `ADDRESS_REFUSED`, or what the network says
 */
export async function postMessage({ url, body, headers, allowsInner }: Post): Promise<number> {
  const to = new URL(url)
  const host = to.hostname.replace(/^\[|\]$/g, '')
  if (!allowsInner && isIP(host) !== 0 && !isPublicAddress(host)) throw refused(host)
  const send = to.protocol === 'https:' ? encrypted : plain
  const { promise, resolve: answer, reject } = Promise.withResolvers<number>()
  const sent = send(
    to,
    {
      method: 'POST',
      // A connection of its own, so that no address goes unlooked at.
      agent: false,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'sluice',
        ...headers,
      },
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(allowsInner ? {} : { lookup: publicOnly }),
    },
    (response) => {
      response.resume()
      answer(response.statusCode ?? 0)
    },
  )
  sent.on('error', reject)
  sent.end(body)
  return promise
}

const publicOnly: LookupFunction = (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, '')
    const inner = addresses.find(({ address }) => !isPublicAddress(address))
    if (inner !== undefined) return done(refused(host), '')
    if (options.all === true) return done(null, addresses)
    const [first] = addresses
    return done(null, first?.address ?? '', first?.family)
  })
}

function refused(host: string): SluiceError {
  return new SluiceError(
    'ADDRESS_REFUSED',
    `Nothing is sent to ${host}, because it is an address of this machine or its networks, and SLUICE_MESSAGE_TARGETS does not name it.`,
  )
}
