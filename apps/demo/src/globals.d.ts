/** Where the gate service is; filled in by Vite. */
declare const __SLUICE_URL__: string
