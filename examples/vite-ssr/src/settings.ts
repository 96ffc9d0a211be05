/** Where the browser finds the service, and with which key. Neither is a secret. */
export const url: string = import.meta.env['VITE_SLUICE_URL'] ?? 'http://127.0.0.1:4600'
export const clientKey: string = import.meta.env['VITE_SLUICE_CLIENT_KEY'] ?? 'sluice_client_demo'
