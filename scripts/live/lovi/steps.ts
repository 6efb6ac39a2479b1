import { rows, type Row } from '../answers';
import { isObject } from '../json';
import { remember, type Memory, type Step } from '../plan';
import { VALUE } from './learned';

/** Nobody has an address there (RFC 2606), and nobody's login is refused for it. */
const STRANGER = { email: 'live-check@nobody.invalid', password: 'live-check-without-account' };
/** No template has a name with a blank. */
const NO_TEMPLATE = 'no such template';

/**
 * Every request that is sent to Lovi, in its order.
 *
 * @param wantedCompany ID or name of a company; the first with an active key if left out
 */
export function loviSteps(wantedCompany?: string): Step[] {
	const company = (memory: Memory) => ({
		company: { __rl: true, mode: 'id', value: memory.get(VALUE.company.name) },
	});
	return [
		{
			id: 'login',
			operation: 'logIn',
			sender: 'n8n',
			query: { grant_type: 'password' },
			why: 'Log in',
		},
		{
			id: 'keys',
			operation: 'listCompanyApiKeys',
			by: { resource: 'apiKey', operation: 'getMany', parameters: () => ({ returnAll: true }) },
			why: 'List the companies of the login with their keys, which are not kept',
			learn: (body, memory) => {
				learnCompany(keysIn(body), wantedCompany, memory);
			},
		},
		{
			id: 'templates',
			operation: 'listTemplates',
			query: { phone_number: VALUE.phoneNumber, access_key: VALUE.key },
			why: 'List the approved templates of a phone number',
			learn: (body, memory) => {
				const [template] = templatesIn(body);
				remember(memory, VALUE.templateId, template?.id);
				remember(memory, VALUE.templateName, template?.name);
			},
		},
		{
			id: 'components',
			operation: 'getTemplateComponents',
			query: { template: VALUE.templateId, access_key: VALUE.key },
			why: 'Read the components of a template, by its ID',
		},
		{
			id: 'components.byName',
			operation: 'getTemplateComponents',
			query: { template: VALUE.templateName, access_key: VALUE.key },
			isProbe: true,
			why: 'See whether they can be read by its name as well',
		},
		{
			id: 'companyToken',
			operation: 'logIn',
			by: {
				resource: 'companyToken',
				operation: 'mint',
				parameters: company,
				alsoSends: ['listCompanyApiKeys'],
			},
			query: { grant_type: 'password', access_key: VALUE.key },
			when: {
				words: 'the list of keys names companies',
				holds: (memory) => memory.has(VALUE.company.name),
			},
			isProbe: true,
			mayRefuse: [400, 401, 403],
			why: 'See whether a login for one company gives a token',
		},
		{
			id: 'keyInHeader',
			operation: 'listTemplates',
			query: { phone_number: VALUE.phoneNumber },
			sender: 'nobody',
			headers: { apikey: VALUE.key },
			when: {
				words: 'no gateway takes that header',
				holds: (memory) => !memory.has(VALUE.gateway.name),
			},
			isProbe: true,
			mayRefuse: [400, 401, 403],
			why: 'See whether a key in the header "apikey" is taken as well',
		},
		{
			id: 'refusal.noTemplate',
			operation: 'getTemplateComponents',
			query: { template: NO_TEMPLATE, access_key: VALUE.key },
			isProbe: true,
			why: 'See how Lovi says that there is no such template',
		},
		{
			id: 'refusal.wrongKey',
			operation: 'listTemplates',
			sender: 'nobody',
			query: { phone_number: '10000000000', access_key: 'live-check-without-account' },
			isProbe: true,
			why: 'See how Lovi answers a key that is made up',
		},
		{
			id: 'refusal.wrongToken',
			operation: 'listCompanyApiKeys',
			sender: 'stranger',
			isProbe: true,
			why: 'See how Lovi answers a token that is made up',
		},
		{
			id: 'refusal.noToken',
			operation: 'listCompanyApiKeys',
			sender: 'nobody',
			isProbe: true,
			why: 'See how Lovi answers without a token',
		},
		{
			id: 'refusal.login',
			operation: 'logIn',
			sender: 'stranger',
			query: { grant_type: 'password' },
			body: STRANGER,
			isProbe: true,
			why: 'See how Lovi refuses a login, by an account that does not exist',
		},
	];
}

/** The entries of the list of keys, in any of its documented forms. */
export function keysIn(body: unknown): Row[] {
	return rows(body) ?? rows(isObject(body) ? body.validApiKeys : undefined) ?? [];
}

/** The templates of a list, in any of its documented forms. */
export function templatesIn(body: unknown): Row[] {
	return rows(body) ?? rows(isObject(body) ? body.templates : undefined) ?? [];
}

function learnCompany(keys: Row[], wanted: string | undefined, memory: Memory): void {
	const active = keys.filter(({ is_active }) => is_active !== false);
	const chosen =
		wanted === undefined
			? active[0]
			: active.find((key) => [key.company_id, key.company_name].includes(wanted));
	remember(memory, VALUE.company, chosen?.company_id);
	remember(memory, VALUE.key, chosen?.key ?? chosen?.access_key);
}
