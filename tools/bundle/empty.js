// Stands in the bundle for what a library loads and nothing of ours calls (lean-bundle.js).
export default {};
