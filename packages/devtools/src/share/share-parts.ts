export { ReportTab } from '../report/ReportTab.tsx'
export { LinkReview } from './LinkReview.tsx'
export { ShareTab } from './ShareTab.tsx'
