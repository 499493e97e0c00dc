// Catches its own failures, and goes on with the next record.
const lines = require("readline").createInterface({ input: process.stdin });
lines.on("line", (line) => {
  try {
    const student = JSON.parse(line);
    for (const [name, value] of Object.entries(student)) {
      if (Array.isArray(value)) throw new TypeError(`cannot store ${name}`);
    }
    console.log(JSON.stringify({ id: student.id, school: student.school }));
  } catch (error) {
    console.error(`skipped: ${error.message}`);
  }
});
