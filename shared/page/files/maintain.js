import { html } from './view.js';
export const Maintain = () => html`<p></p>`;
