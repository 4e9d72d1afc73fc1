import { html } from './view.js';
export const Sellers = () => html`<p></p>`;
