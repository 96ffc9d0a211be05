const waitForEver = (): unknown => Promise.withResolvers().promise

// Vite reloads a page whose dev server went away and came back. This shop is here
// to show a page that goes on and catches up, so that reload never comes.
import.meta.hot?.on('vite:ws:disconnect', waitForEver)
