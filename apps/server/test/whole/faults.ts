// Loaded into a server by a test: a signal makes a fault that nobody catches.
process.on('SIGUSR2', () => {
  void Promise.reject(new Error('a fault of the tests'));
  setTimeout(() => {
    throw new Error('another fault of the tests');
  }, 1);
});
