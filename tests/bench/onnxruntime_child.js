// One measurement of ONNX Runtime, in a process of its own so that threads and peak memory are its own.
//
//   NODE_PATH=.../node_modules node onnxruntime_child.js '{"model": "small.onnx", "shape": [1, 128, 128], "threads": 1, "batch": 32, "seconds": 3}'
//
// Prints a JSON object.
const fs = require('fs');
const ort = require('onnxruntime-node');

async function timeRuns(run, seconds, warmUp) {
  for (let i = 0; i < warmUp; i++) await run();
  const times = [], begin = process.hrtime.bigint(), processor = process.cpuUsage();
  const since = (start) => Number(process.hrtime.bigint() - start) / 1e9;
  while (times.length < 5 || since(begin) < seconds) {
    const runBegin = process.hrtime.bigint();
    await run();
    times.push(since(runBegin));
  }
  const used = process.cpuUsage(processor), took = since(begin);
  times.sort((a, b) => a - b);
  return {median_s: times[times.length >> 1], least_s: times[0], runs: times.length,
          cpu_s_per_s: (used.user + used.system) / 1e6 / took};
}

async function main() {
  const job = JSON.parse(process.argv[2]);
  const session = await ort.InferenceSession.create(job.model, {
    intraOpNumThreads: job.threads, interOpNumThreads: 1, graphOptimizationLevel: 'all'});
  const shape = [job.batch, ...job.shape];
  const values = Float32Array.from({length: shape.reduce((a, b) => a * b)}, () => 2 * Math.random() - 1);
  const x = new ort.Tensor('float32', values, shape);
  const timing = await timeRuns(() => session.run({x}), job.seconds, 5);
  const peak_kib = /VmHWM:\s*(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1];
  console.log(JSON.stringify({...timing, peak_memory_mib: peak_kib / 1024}));
}

main();
