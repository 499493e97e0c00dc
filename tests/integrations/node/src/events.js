// Follows the events of a district.
const EVENTS = 'https://api.clever.com/v1.1/events';

async function events(clever, cursor) {
  const page = await clever.get(`${EVENTS}?starting_after=${cursor}`);
  return page.data.map((row) => row.data);
}

module.exports = { events };
