import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'

/** Ways to compress, the smaller result first, with how a build names the files. */
const ENCODINGS = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const

/** The bytes of a file in one of its encodings. */
export interface Representation {
  /** Missing for the file as it is. */
  readonly encoding?: 'br' | 'gzip'
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Of these very bytes, as an entity tag speaks of what is sent. */
  readonly tag: string
}

/** A file as it is, and with what a build has compressed of it, the smallest first. */
export interface Encoded {
  readonly plain: Representation
  readonly compressed: readonly Representation[]
}

/** Reads a file with all that a build has compressed of it. */
export function readEncoded(path: string): Encoded {
  const compressed = ENCODINGS.filter(({ ending }) => existsSync(path + ending)).map(
    ({ encoding, ending }) => ({ encoding, ...read(path + ending) }),
  )
  return { plain: read(path), compressed }
}

/** Picks what to send: the smallest of what `Accept-Encoding` names, or the file as it is. */
export function pickRepresentation(
  { plain, compressed }: Encoded,
  acceptEncoding: string | undefined,
): Representation {
  const accepted = acceptedOf(acceptEncoding ?? '')
  const found = compressed.find(
    ({ encoding = '' }) => (accepted.get(encoding) ?? accepted.get('*') ?? 0) > 0,
  )
  return found ?? plain
}

/** How much each encoding is liked, from 0, which refuses it, to 1. */
function acceptedOf(header: string): ReadonlyMap<string, number> {
  return new Map(
    header.split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
      const quality = parameters.find((text) => text.startsWith('q='))?.slice(2)
      return [name === 'x-gzip' ? 'gzip' : name, quality === undefined ? 1 : Number(quality)]
    }),
  )
}

function read(path: string): Pick<Representation, 'bytes' | 'tag'> {
  const bytes = new Uint8Array(readFileSync(path))
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  return { bytes, tag: `"${hash}"` }
}
