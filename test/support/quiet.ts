// n8n's engine logs the failures that tests cause on purpose.
process.env.N8N_LOG_LEVEL = 'silent';
