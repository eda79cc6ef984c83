"""Writes a network with random weights as an ONNX file and prints how many parameters it has.

  export_onnx.py small small.onnx
"""
import sys

import torch

from pytorch_networks import INPUT, NETWORKS, parameter_count

network = NETWORKS[sys.argv[1]]().eval()
torch.onnx.export(network, torch.randn(1, *INPUT), sys.argv[2], opset_version=13, input_names=["x"],
                  output_names=["y"], dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}})
print(parameter_count(network))
