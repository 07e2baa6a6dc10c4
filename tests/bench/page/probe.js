/* Runs in the page before anything else: its own account of its frames. `probe.begin()` starts it, `probe.end()` tells. */
window.probe = (() => {
  let frames = [];
  let tasks = [];
  let last = 0;
  let running = false;
  // Tasks on the main thread of 50 ms and more.
  new PerformanceObserver((list) => {
    if (running) for (const { duration } of list.getEntries()) tasks.push(duration);
  }).observe({ type: 'longtask' });
  const frame = (now) => {
    if (!running) return;
    if (last) frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  return {
    begin() {
      frames = [];
      tasks = [];
      last = 0;
      running = true;
      requestAnimationFrame(frame);
    },
    end() {
      running = false;
      return { frames, tasks };
    },
  };
})();
