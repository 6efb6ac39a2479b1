import { Router } from 'express';
import { randomUUID } from 'node:crypto';
import type { Contract } from '../contract';
import { describeCalls } from './openApi';
import type { MluviiState } from './state';

const isChatbotPath = (path: string) => path.startsWith('/api/v1/Chatbot/');
const titles = [
	{
		title: 'Mluvii Public API',
		fits: (path: string) => path.startsWith('/api/v1/') && !isChatbotPath(path),
	},
	{ title: 'Mluvii Chatbot API', fits: isChatbotPath },
];

/**
 * Mluvii's Swagger UI under `/api`, public as the documents that it lists (mluvii-api.md, section 18.1).
 * Where they are is not known; here it is where nobody can guess.
 */
export function descriptionRoutes(state: MluviiState, contract: Contract): Router {
	const documents = titles.map(({ title, fits }) => ({
		url: `/api/swagger/${randomUUID()}/swagger.json`,
		name: title,
		content: describeCalls(contract.document, title, fits),
	}));
	const routes = Router()
		.get(/^\/api(\/?)$/i, (req, res) => {
			// Relative, as Swashbuckle redirects.
			res.redirect(301, req.path.endsWith('/') ? 'index.html' : 'api/index.html');
		})
		.get('/api/index.html', (_req, res) => {
			res.type('html').send(page(documents.map(({ url, name }) => ({ url, name }))));
		})
		.get('/api/swagger/:id/swagger.json', (req, res, next) => {
			const document = documents.find(({ url }) => url === req.path);
			if (document === undefined) next();
			else res.json(document.content);
		});
	return Router().use((req, res, next) => {
		if (state.settings.description === 'public') routes(req, res, next);
		else if (/^\/api(\/|\/index\.html|\/swagger\/.*)?$/i.test(req.path)) res.status(404).end();
		else next();
	});
}

/** The page that Swashbuckle makes: its configuration is a text in a script. */
function page(urls: { url: string; name: string }[]): string {
	const configuration = {
		urls,
		deepLinking: false,
		persistAuthorization: false,
		displayOperationId: false,
		defaultModelsExpandDepth: 1,
		docExpansion: 'list',
	};
	return `<!-- HTML for static distribution bundle build -->
<!DOCTYPE html>
<html lang="en">
<head>
    <meta charset="UTF-8">
    <title>Swagger UI</title>
    <link rel="stylesheet" type="text/css" href="./swagger-ui.css">
</head>
<body>
    <div id="swagger-ui"></div>
    <script src="./swagger-ui-bundle.js" charset="utf-8"></script>
    <script src="./swagger-ui-standalone-preset.js" charset="utf-8"></script>
    <script>
        window.onload = function () {
            var configObject = JSON.parse('${JSON.stringify(configuration)}');
            var oauthConfigObject = JSON.parse('{"scopeSeparator":" ","scopes":[]}');
            configObject.dom_id = "#swagger-ui";
            configObject.presets = [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset];
            configObject.layout = "StandaloneLayout";
            const ui = SwaggerUIBundle(configObject);
            ui.initOAuth(oauthConfigObject);
        }
    </script>
</body>
</html>
`;
}
