import 'virtual:sluice-manifest'
