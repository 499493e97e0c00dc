// Knows three states, and throws at any other.
const lines = require("readline").createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const status = JSON.parse(line);
  switch (status.state) {
    case "running": case "pending": case "error":
      console.log(JSON.stringify({ district: status.id, state: status.state }));
      break;
    default:
      throw new Error(`unknown state ${status.state}`);
  }
});
