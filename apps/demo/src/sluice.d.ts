import '@sluice/client'

declare module '@sluice/client' {
  interface Register {
    flags: {
      banner: {
        type: { text: string; tone: string; link: { label: string; href: string } }
        variants: 'plain' | 'kiln' | 'duties'
      }
      'new-checkout': { type: boolean; variants: 'on' | 'off' }
      'express-pay': { type: boolean; variants: 'on' | 'off' }
      'checkout-cta': { type: string; variants: 'plain' | 'warm' }
      'hero-layout': { type: string; variants: 'portrait' | 'shelf' | 'letter' }
      'wholesale-prices': { type: boolean; variants: 'on' | 'off' }
      reviews: { type: boolean; variants: 'on' | 'off' }
      'free-delivery-from': { type: number; variants: 'near' | 'far' }
      recommendations: { type: string; variants: 'row' | 'carousel' }
    }
    context: { country?: string; account?: string; company?: string; email?: string }
  }
}
