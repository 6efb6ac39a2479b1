// As Node has loaded it, see engineEnvironment.ts.
module.exports = host.modules['n8n-workflow'];
