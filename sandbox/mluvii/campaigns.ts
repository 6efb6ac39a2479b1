import type { Handler } from '../service';
import { done, found, notFound, refused } from './answers';
import { page } from './pages';
import { newCampaignContact, type Campaign, type CampaignContact } from './seed/campaigns';
import type { MluviiState } from './state';

/** Handlers of campaigns and their contacts. */
export function campaignHandlers(state: MluviiState): Record<string, Handler> {
	const listed = ({ contacts }: Campaign) =>
		state.settings.duplicateCampaignContacts
			? contacts.flatMap((contact) => [contact, addedAgain(contact)])
			: contacts;
	return {
		listCampaigns({ query }) {
			const { departmentId } = query as { departmentId?: number };
			if (departmentId !== undefined && !state.records.departments.has(departmentId)) {
				return refused('departmentId', 'No such department');
			}
			const rows = state.records.campaigns
				.all()
				.filter((campaign) => departmentId === undefined || campaign.departmentId === departmentId);
			return found(page(rows, query, state.settings).map(shown));
		},

		getCampaign({ params }) {
			const campaign = state.records.campaigns.get(Number(params['id']));
			return found(campaign && shown(campaign));
		},

		listCampaignContacts({ params, query }) {
			const campaign = state.records.campaigns.get(Number(params['id']));
			return found(campaign && page(listed(campaign), query, state.settings));
		},

		addCampaignContacts({ params, body }) {
			const campaign = state.records.campaigns.get(Number(params['id']));
			if (campaign === undefined) return notFound;
			const { ids, contactInfoField } = body as { ids: number[]; contactInfoField: string };
			const unknown = ids.find((id) => !state.records.contacts.has(id));
			if (unknown !== undefined) return refused('ids', `No contact ${unknown}`);
			const known = new Set(campaign.contacts.map(({ id }) => id));
			const added = [...new Set(ids)].filter((id) => !known.has(id));
			campaign.contacts.push(...added.map((id) => newCampaignContact(id, Date.now())));
			campaign.contactInfoField = contactInfoField;
			return done;
		},
	};
}

function addedAgain({ id, created }: CampaignContact): CampaignContact {
	return newCampaignContact(id, Date.parse(created));
}

function shown({ contacts, ...campaign }: Campaign) {
	return { ...campaign, identityIds: contacts.map(({ id }) => id) };
}
