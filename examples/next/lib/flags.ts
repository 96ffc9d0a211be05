import { evaluateFlags, readAnonymousKey, type ServerFlags } from '@sluice/react/server'
import { cookies } from 'next/headers'
import { connection } from 'next/server'
import { cache } from 'react'
import { sluice } from './sluice'

/** The flags of this request: evaluated once, whoever asks. */
export const getFlags = cache(async (): Promise<ServerFlags> => {
  await connection()
  const anonymousKey = readAnonymousKey((await cookies()).toString())
  await sluice().ready()
  return evaluateFlags(sluice(), { anonymousKey })
})
