import type { IDataObject } from 'n8n-workflow';

/** What is mostly needed of a campaign, without its settings and the list of its contacts. */
export function simplifyCampaign(campaign: IDataObject): IDataObject {
	const { id, departmentId, name, description, channel, mode } = campaign;
	const { created, started, finished, contactInfoField } = campaign;
	return {
		id,
		departmentId,
		name,
		description,
		channel,
		mode,
		created,
		started,
		finished,
		contactInfoField,
	};
}
