import { SluiceDevtools } from '@sluice/devtools'
import { SluiceDevtools as GrantedDevtools } from '@sluice/devtools/production'
import { SluiceRoot } from '@sluice/react/root'
import type { ReactElement, ReactNode } from 'react'
import { getFlags } from '../lib/flags'

export const metadata = { title: 'Sluice with Next.js' }

export default async function RootLayout({
  children,
}: {
  readonly children: ReactNode
}): Promise<ReactElement> {
  const flags = await getFlags()
  return (
    <html lang="en">
      <body>
        <SluiceRoot
          url={process.env.NEXT_PUBLIC_SLUICE_URL ?? 'http://127.0.0.1:4600'}
          clientKey={process.env.NEXT_PUBLIC_SLUICE_CLIENT_KEY ?? 'sluice_client_demo'}
          bootstrap={flags.bootstrap}
        >
          {/* First: in production it hears of gates that are drawn after it. */}
          {process.env.NODE_ENV === 'production' && <GrantedDevtools />}
          {children}
          <SluiceDevtools />
        </SluiceRoot>
      </body>
    </html>
  )
}
