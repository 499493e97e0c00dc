// Tells whether the sync of a district is well.
function isHealthy(cleverStatus) {
  switch (cleverStatus.state) {
    case 'running':
    case 'pending':
      return true;
    case 'error':
      return false;
  }
  throw new Error('there is no such state of a sync');
}

module.exports = { isHealthy };
