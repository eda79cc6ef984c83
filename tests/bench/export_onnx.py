"""Writes a network with random weights as an ONNX file; prints how many parameters it has and its input's shape.

  export_onnx.py small small.onnx
"""
import json
import sys

import torch

from pytorch_networks import input_shape, make, parameter_count

network = make(sys.argv[1]).eval()
torch.onnx.export(network, torch.randn(1, *input_shape(network)), sys.argv[2], opset_version=14, input_names=["x"],
                  output_names=["y"], dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}})
print(json.dumps({"parameters": parameter_count(network), "shape": input_shape(network)}))
