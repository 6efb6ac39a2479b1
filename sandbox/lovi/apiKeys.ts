import type { Handler } from '../service';
import { bearerToken } from '../tokens';
import type { LoviState } from './state';

/** Handlers of the company keys. A token that is bound to a company sees the key of that company. */
export function apiKeyHandlers(state: LoviState): Record<string, Handler> {
	return {
		listCompanyApiKeys({ headers }) {
			const owner = state.tokens.owner(bearerToken(headers.authorization) ?? '');
			const companies = state.companies.filter(
				({ company_id }) => owner?.companyId === undefined || owner.companyId === company_id,
			);
			// The two older shapes cannot tell active keys from others, so they list active ones.
			const active = companies.filter(({ is_active }) => is_active);
			switch (state.settings.apiKeysShape) {
				case 'current':
					return {
						status: 200,
						body: { validApiKeys: companies.map((company) => ({ ...company, last_used: null })) },
					};
				case 'accessKey':
					return {
						status: 200,
						body: active.map(({ company_id, key }) => ({ company_id, access_key: key })),
					};
				case 'nameOnly':
					return {
						status: 200,
						body: active.map((c) => ({ name_companie: c.company_name, access_key: c.key })),
					};
			}
		},
	};
}
