/** Where the API server sends its reviews. */
export const WEBHOOK_PATH = '/mutate';
