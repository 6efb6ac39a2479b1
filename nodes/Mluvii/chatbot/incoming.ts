import { openChoices } from '../../shared/operation/fields';

/*
 * What Mluvii sends to a chatbot (mluvii-api.md, sections 14 and 18.5). Mluvii may add activities at any time:
 * an expression can ask for one that is not listed here.
 */

/** What a visitor does or what happens to the conversation, without what answers the chatbot. */
const ACTIVITIES = [
	{
		name: 'Conversation Ended',
		value: 'ConversationEnded',
		description: 'Mluvii calls this experimental, and only sends it where it was asked to',
	},
	{
		name: 'Conversation Started',
		value: 'ConversationStarted',
		description: 'A session came to the chatbot; the visitor may have said nothing yet',
	},
	{ name: 'File Uploaded', value: 'GuestFileUpload', description: 'The visitor sent a file' },
	{
		name: 'Hero Card Submitted',
		value: 'HeroCardSubmission',
		description: 'The visitor filled in a hero card',
	},
	{
		name: 'Location Shared',
		value: 'GuestLocation',
		description: 'The visitor answered Ask for Location, and no node waits for it',
	},
	{
		name: 'Quick Reply',
		value: 'HeroCardQuickReply',
		description: 'The visitor chose one of the replies that the chatbot offered',
	},
	{ name: 'Text', value: 'Text', description: 'The visitor wrote something' },
];

/** The field in which it is chosen what starts the workflow. */
export const activities = openChoices({
	displayName: 'Activities',
	options: ACTIVITIES,
	default: ['Text', 'HeroCardQuickReply'],
	required: true,
	description: 'What starts the workflow by the first output',
});

/** Whether an activity answers something that the chatbot asked for. */
export function isAnswer(activity: string): boolean {
	return activity.endsWith('Response') || activity === 'GuestLocation';
}

/** Whether it is how Mluvii finds out that the chatbot is there. */
export function isPing(activity: string): boolean {
	return activity.toLowerCase() === 'ping';
}
