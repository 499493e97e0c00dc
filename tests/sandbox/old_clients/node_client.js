// Reads a sandbox with Clever's own JavaScript client of the time, and prints what came back.
const [folder, baseUrl, student, lastName] = process.argv.slice(2)
const Clever = require(`${folder}/node_modules/clever`)

const clever = Clever({ token: 'DEMO_TOKEN' }, baseUrl)

const run = (query) =>
  new Promise((resolve, reject) => query.exec((error, found) => (error ? reject(error) : resolve(found))))
const ids = async (query) => (await run(query)).map((record) => record.get('id'))
const streamed = (query) =>
  new Promise((resolve, reject) => {
    const found = []
    const stream = query.stream()
    stream.on('data', (record) => found.push(record.get('id')))
    stream.on('error', reject)
    stream.on('end', () => resolve(found))
  })
const refused = async (query) => {
  try {
    await run(query)
  } catch (error) {
    return { status: error.resp.statusCode, message: error.body && error.body.error }
  }
  return null
}

const main = async () => {
  const stranger = Clever({ token: 'nobody' }, baseUrl)
  const legacy = Clever('DEMO_TOKEN', baseUrl)
  const one = await run(clever.Student.findById(student))
  return {
    version: clever.Student.path.split('/')[1],
    districts: await streamed(clever.District.find()),
    schools: await streamed(clever.School.find()),
    teachers: await streamed(clever.Teacher.find()),
    students: await streamed(clever.Student.find().limit(40)),
    sections: await streamed(clever.Section.find()),
    events: await streamed(clever.Event.find()),
    basic: await ids(legacy.School.find()),
    after: await streamed(clever.Student.find().starting_after(student)),
    last: await ids(clever.Student.find().ending_before('last').limit(1)),
    where: await ids(clever.Student.find().where('id').in([student])),
    named: await streamed(clever.Student.find().where('name.last').equals(lastName)),
    regex: await streamed(clever.Student.find().where('name.last').regex(`^${lastName}$`)),
    count: await run(clever.Student.find().count()),
    student: one.to_json(),
    bad_request: await refused(clever.Student.find({ grade: { $nonsense: 1 } })),
    unauthorized: await refused(stranger.Student.find()),
  }
}

main().then(
  (found) => console.log(JSON.stringify(found)),
  (error) => {
    console.error(error)
    process.exit(1)
  },
)
