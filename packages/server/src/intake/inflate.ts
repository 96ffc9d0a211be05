import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { HttpError } from '../http/http-error.ts'

const unzip = promisify(gunzip)

/**
 * Inflates a body that came as gzip. Stops at the limit, whatever more there would be.
 *
 * @throws HttpError `BODY_TOO_LARGE`, status 413, or `BODY_NOT_GZIP`, status 400
 */
export async function inflate(body: Uint8Array, limitBytes: number): Promise<Buffer> {
  try {
    return await unzip(body, { maxOutputLength: limitBytes })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new HttpError(
        'BODY_TOO_LARGE',
        `The body is larger than ${limitBytes} bytes once it is inflated. Send fewer events at a time.`,
        { status: 413, members: { limitBytes }, cause },
      )
    }
    throw new HttpError(
      'BODY_NOT_GZIP',
      'The body says Content-Encoding: gzip, but is no whole gzip. Compress it again, or send it plain.',
      { status: 400, cause },
    )
  }
}
