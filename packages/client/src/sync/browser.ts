import { joinBrowserTabs } from '../tabs/browser-tabs.ts'
import type { SyncEnvironment } from '../environment.ts'
import { rowsIn } from '../events/delivery/rows-in.ts'
import { watchBrowserPage } from './browser-page.ts'

/** What a browser gives to keep values in step. */
export const browser: SyncEnvironment = {
  rowsIn,
  beacon: (url, body) => navigator.sendBeacon(url, body),
  openStream: (url) => new EventSource(url),
  watchPage: watchBrowserPage,
  joinTabs: joinBrowserTabs,
}
