import type { Handler } from '../service';
import { refuse } from './refusals';
import type { LoviState, Template } from './state';

interface NewTemplate {
	name_template: string;
	language_template: string;
	category_template: string;
	components_template: {
		HEADER?: { format: string; text?: string };
		BODY: { text: string };
		FOOTER?: { text: string };
		BUTTONS?: { type: string; text: string; url?: string }[];
	};
}

/** Handlers of WhatsApp templates; every company has the same ones. */
export function templateHandlers(state: LoviState): Record<string, Handler> {
	return {
		listTemplates() {
			const templates = state.templates.filter(({ status }) => status === 'APPROVED');
			if (state.settings.templatesShape === 'current') return { status: 200, body: templates };
			const older = templates.map(olderForm);
			return { status: 200, body: { templates: older, total: older.length } };
		},

		getTemplateComponents({ query }) {
			const wanted = query['template'];
			const template = state.templates.find(({ id, name }) => id === wanted || name === wanted);
			if (template !== undefined) return { status: 200, body: { template } };
			const details = { field: 'template', reason: 'No such template' };
			return refuse(404, 'not_found', 'Template not found', details);
		},

		createTemplate({ body }) {
			const request = body as NewTemplate;
			const { HEADER, BODY, FOOTER, BUTTONS } = request.components_template;
			const template: Template = {
				id: String(3_000_000_000_000_000 + state.templates.length),
				name: request.name_template,
				status: 'pending',
				category: request.category_template,
				language: request.language_template,
				components: [
					...(HEADER === undefined ? [] : [{ type: 'HEADER', ...HEADER }]),
					{ type: 'BODY', ...BODY },
					...(FOOTER === undefined ? [] : [{ type: 'FOOTER', ...FOOTER }]),
					...(BUTTONS === undefined ? [] : [{ type: 'BUTTONS', buttons: BUTTONS }]),
				],
			};
			state.templates.push(template);
			const { id, name, status } = template;
			const message = 'Template created successfully';
			return { status: 200, body: { success: true, message, template: { id, name, status } } };
		},
	};
}

function olderForm({ id, name, language, status, category, components }: Template) {
	return {
		id,
		name,
		language,
		status: status.toLowerCase(),
		category: category.toLowerCase(),
		components: components.map(({ type = 'FOOTER', format = 'TEXT' }) => ({
			type: type.toLowerCase(),
			format: format.toLowerCase(),
		})),
	};
}
