import { html } from './view.js';
export const CheckFile = () => html`<p></p>`;
