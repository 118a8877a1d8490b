import { createRoot } from 'react-dom/client';
import { AppRoot } from '../ui/app-root.js';
import { PinWindow } from './pin-window.js';
import '../base.css';

const container = document.getElementById('root');
if (!container) throw new Error('pin.html has no #root');
createRoot(container).render(
  <AppRoot>
    <PinWindow />
  </AppRoot>,
);
