import { createPrivateKey, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GrantClaims } from '@sluice/core/grants'
import type { Stage } from './stage.ts'

/** A grant that the service has issued. */
export interface Issued {
  readonly id: string
  readonly token: string
}

/** Issues a grant for variants of flags. */
export async function issue(
  { ask }: Stage,
  overrides: Readonly<Record<string, string>>,
  more: object = {},
): Promise<Issued> {
  const order = { environment: 'development', overrides, ...more }
  return (await ask('POST', '/v1/grants', order)) as Issued
}

/** Signs a grant with other claims, with the very key of the service. */
export async function signAnew(
  { dataDir }: Stage,
  { token }: Issued,
  claims: Partial<GrantClaims>,
): Promise<string> {
  const [form, payload = ''] = token.split('.')
  const told = JSON.parse(Buffer.from(payload, 'base64url').toString()) as GrantClaims
  const next = Buffer.from(JSON.stringify({ ...told, ...claims })).toString('base64url')
  const key = createPrivateKey(await readFile(join(dataDir, 'grant-key.pem')))
  const signature = sign(null, Buffer.from(`sluice-grant:${next}`), key)
  return `${form}.${next}.${signature.toString('base64url')}`
}
