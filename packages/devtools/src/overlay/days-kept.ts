/** How long overrides are kept that are kept for the browser, days. */
export const DAYS_KEPT = 7
