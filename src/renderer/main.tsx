import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { AppRoot } from './ui/app-root.js';
import './base.css';

const container = document.getElementById('root');
if (!container) throw new Error('index.html has no #root');
createRoot(container).render(
  <AppRoot>
    <App />
  </AppRoot>,
);
