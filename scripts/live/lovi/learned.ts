import { learned } from '../plan';

/** Values that come out of one answer, or from the user, and go into a later request. */
export const VALUE = {
	company: learned('company.id', 'the company that was chosen, or the first with an active key'),
	key: learned('company.key', 'the API key of that company'),
	phoneNumber: learned('phoneNumber', 'the phone number that was given'),
	templateId: learned('template.id', 'the first template'),
	templateName: learned('template.name', 'the name of that template'),
	gateway: learned('gateway', 'whether there is a key for a gateway'),
};
