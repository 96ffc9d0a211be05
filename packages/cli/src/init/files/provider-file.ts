import type { App } from '../app/app.ts'
import type { Style } from '../source/style.ts'

/** The component that goes around the app. */
export const PROVIDER = 'Flags'

/**
 * Writes the file that makes the client and the provider of an app.
 *
 * @param url - the service of this machine, for development
 * @param serve - what starts it
 */
export function writeProviderFile(
  { framework, ending, entry }: Pick<App, 'framework' | 'ending' | 'entry'>,
  { quote: q, end: e, indent: i }: Style,
  url: string,
  serve: string,
): string {
  const isTyped = ending === 'tsx'
  const isNext = framework === 'next'
  // A page that Vite serves alone names a file that draws it from nothing.
  const isOnServer = isNext || entry === undefined || entry.text.includes('hydrateRoot')
  const variables = isNext ? 'NEXT_PUBLIC_SLUICE' : 'VITE_SLUICE'
  const set = `${isNext ? 'process.env' : 'import.meta.env'}.${variables}`
  const developing = isNext ? `process.env.NODE_ENV === ${q}development${q}` : 'import.meta.env.DEV'
  const directive = isNext ? `${q}use client${q}${e}\n\n` : ''
  const types = isTyped ? `import type { ReactNode } from ${q}react${q}${e}\n` : ''
  const children = isTyped ? '{ children }: { children: ReactNode }' : '{ children }'
  return `${directive}import { createSluiceClient, SluiceProvider } from ${q}@sluice/react${q}${e}
${types}
// While you develop, this is the service that \`${serve}\` starts, with the key that
// it knows on this machine. Before you build for production, set both variables:
// without an address nothing is asked, and every flag serves its default.
const client = createSluiceClient({
${i}url:
${i}${i}${set}_URL ??
${i}${i}(${developing} ? ${q}${url}${q} : ${q}${q}),
${i}clientKey: ${set}_CLIENT_KEY ?? ${q}sluice_client_demo${q},
})${e}
${isNext ? '' : hotLines({ end: e })}${isOnServer ? serverLines({ quote: q, end: e }) : ''}
/** Gives the flags to everything inside. */
export function ${PROVIDER}(${children}) {
${i}return <SluiceProvider client={client}>{children}</SluiceProvider>${e}
}
`
}

/** What is saved while you develop makes a client anew. */
function hotLines({ end }: Pick<Style, 'end'>): string {
  return `
// When this file is saved, hot replacement makes another client.
import.meta.hot?.dispose(() => client.close())${end}
`
}

/** One client for everybody would show the values of one person to another. */
function serverLines({ quote, end }: Pick<Style, 'quote' | 'end'>): string {
  return `
// On the server every gate draws its fallback, and the browser takes over from there.
// Rendering flags on the server begins here: with a client for each request.
if (typeof window === ${quote}undefined${quote}) client.close()${end}
`
}
