import type { Handler } from '../service';
import { created, found, notFound, refused } from './answers';
import { maybePage } from './pages';
import type { MluviiState } from './state';

interface NewTag {
	name: string;
	label?: string;
	backgroundArgb?: string;
	textArgb?: string;
}

/** Handlers of the tags of departments. */
export function tagHandlers(state: MluviiState): Record<string, Handler> {
	return {
		listTags: ({ query }) => found(maybePage(state.records.tags.all(), query, state.settings)),

		createTag({ params, body }) {
			const { departments, tags } = state.records;
			const departmentId = Number(params['departmentId']);
			if (!departments.has(departmentId)) return notFound;
			const { name, label = null, backgroundArgb = null, textArgb = null } = body as NewTag;
			if (tags.all().some((tag) => tag.departmentId === departmentId && tag.name === name)) {
				return refused('name', 'The department has a tag of this name');
			}
			const tag = tags.add((id) => ({
				id,
				name,
				label,
				departmentId,
				backgroundArgb,
				textArgb,
			}));
			return created(tag.id);
		},
	};
}
