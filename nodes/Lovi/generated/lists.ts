// Generated from contracts/lovi.openapi.yaml.

/** What a template is for. */
export const TEMPLATE_CATEGORY = ['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const;
/** What a notification is counted as in analytics; the list is not closed. */
export const NOTIFICATION_TYPE = ['marketing', 'transactional'] as const;
/** What the header of a template is. */
export const TEMPLATE_HEADER_FORMAT = ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT'] as const;
/** What a button of a template does. */
export const TEMPLATE_BUTTON_TYPE = ['QUICK_REPLY', 'URL'] as const;
