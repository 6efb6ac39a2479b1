// Generated from contracts/lovi.openapi.yaml.
import { endpoint } from '../../shared/http/endpoint';

/** Log in with e-mail and password, or with a refresh token (evidence: REPO). */
export const logIn = endpoint('POST', '/auth/v1/token');
/** List the API keys of the companies that the user can reach (evidence: REPO). */
export const listCompanyApiKeys = endpoint('POST', '/functions/v1/api_keys');
/** Send a WhatsApp notification (evidence: NEW). */
export const notifyWhatsApp = endpoint('POST', '/functions/v1/notify');
/** Send a voice notification (a call by an agent) (evidence: NEW). */
export const notifyVoice = endpoint('POST', '/functions/v1/notify/voice');
/** List the approved templates of a phone number (evidence: NEW). */
export const listTemplates = endpoint('GET', '/functions/v1/notify/templates');
/** Get the components of a template (evidence: NEW). */
export const getTemplateComponents = endpoint('GET', '/functions/v1/notify/template/components');
/** Create a template and submit it for approval (evidence: REPO). */
export const createTemplate = endpoint('POST', '/functions/v1/admin/whatsapp/create/template', { isUnconfirmed: true });
