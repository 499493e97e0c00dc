// Gives the parser named on the command line one record a line, and writes what it makes of each.
const readline = require('readline');
const { isHealthy } = require('./src/status');
const { parseStudent } = require('./src/students');

const parse = { students: parseStudent, status: isHealthy }[process.argv[2]];

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  let answer;
  try {
    answer = parse(JSON.parse(line));
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
