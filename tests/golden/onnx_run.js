// ONNX Runtime's answers to one batch, as a JSON object of its outputs.
//
//   NODE_PATH=.../node_modules node onnx_run.js model.onnx x.raw '[3, 1, 128, 128]'
const fs = require('fs');
const ort = require('onnxruntime-node');

async function main() {
  const [model, file, shape] = process.argv.slice(2);
  const session = await ort.InferenceSession.create(model, {intraOpNumThreads: 1, interOpNumThreads: 1});
  const bytes = fs.readFileSync(file);
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const outputs = await session.run({[session.inputNames[0]]: new ort.Tensor('float32', values, JSON.parse(shape))});
  console.log(JSON.stringify(Object.fromEntries(Object.entries(outputs).map(([name, t]) => [name, Array.from(t.data)]))));
}

main();
