import '@sluice/client'

// What `sluice types` writes for a small ruleset.
declare module '@sluice/client' {
  interface Register {
    flags: {
      'new-checkout': { type: boolean; variants: 'on' | 'off' }
      'checkout-cta': { type: 'Buy now' | 'Only 2 left'; variants: 'control' | 'urgent' }
      'page-size': { type: number; variants: 'small' | 'large' }
      theme: { type: { colour: string; rounded?: boolean }; variants: 'plain' | 'festive' }
    }
    context: { country?: string; age?: number }
  }
}
