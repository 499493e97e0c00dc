// Reads the students of a district.
const { refusals } = require('./schema');

const text = { type: 'string' };
const cleverStudent = {
  type: 'object',
  properties: {
    id: text, district: text, school: text, created: text, last_modified: text, email: text, sis_id: text,
    state_id: text, student_number: text, grade: text, gender: text, dob: text, race: text, hispanic_ethnicity: text,
    frl_status: text, ell_status: text, iep_status: text, home_language: text, name: { type: 'object' },
    location: { type: 'object' }, credentials: { type: 'object' },
  },
  required: ['id', 'school'],
  additionalProperties: false,
};

// A student as the rest of the application knows one.
function parseStudent(record) {
  const wrong = refusals(cleverStudent, record);
  if (wrong.length > 0) {
    throw new Error(`no student of Clever: ${wrong.join(', ')}`);
  }
  return { id: record.id, school: record.school, number: record.student_number };
}

async function students(clever) {
  const answer = await clever.get('https://api.clever.com/v1.2/students');
  return answer.data.map((row) => parseStudent(row.data));
}

module.exports = { parseStudent, students };
