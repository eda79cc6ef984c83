// Every layer alone: each parameter and each input number against a central difference.

#include "nn/graph/workspace.h"
#include "tests/gradient/support.h"

namespace backbeat::nn {
namespace {

struct Case {
  std::string name;
  std::string text;
  int batch;
};

class LayerGradient : public testing::TestWithParam<Case> {};

TEST_P(LayerGradient, EqualsDifferenceQuotient) {
  expect_right_gradients(GetParam().text, GetParam().batch);
}

TEST_P(LayerGradient, EqualsDifferenceQuotientInEvaluation) {
  expect_right_gradients(GetParam().text, GetParam().batch, Mode::kEvaluate);
}

TEST_P(LayerGradient, BackwardTwiceAddsExactlyTwice) {
  const Network network = Network::parse(GetParam().text);
  const Parameters parameters = random_parameters(network, 3);
  const auto batch = static_cast<std::size_t>(GetParam().batch);
  const Buffer x = random_numbers(network.input_shape().size() * batch, 4);
  Workspace workspace(network,
                      {.max_batch = GetParam().batch, .backward = true, .input_gradient = true});
  const auto logits = network.forward(parameters, workspace, x, GetParam().batch, Mode::kTrain, 5);
  weighted_loss()(logits, workspace.output_gradient());

  Buffer once(network.phi_size());
  network.backward(parameters, workspace, once);
  const auto dx = workspace.input_gradient();
  const Buffer dx_once(dx.begin(), dx.end());
  Buffer twice = once;
  network.backward(parameters, workspace, twice);

  for (std::size_t k = 0; k < once.size(); ++k) ASSERT_EQ(twice[k], 2 * once[k]) << "phi " << k;
  for (std::size_t k = 0; k < dx_once.size(); ++k)
    ASSERT_EQ(workspace.input_gradient()[k], dx_once[k]);
}

INSTANTIATE_TEST_SUITE_P(
    Layers, LayerGradient,
    testing::Values(
        Case{"Linear", "input 5 1 1\n f linear 3", 4},
        Case{"LinearOneExample", "input 7 1 1\n f linear 2", 1},
        Case{"LinearNoBias", "input 5 1 1\n f linear 3 no_bias", 3},
        Case{"LinearManyRowsAndColumns", "input 530 1 1\n f linear 17", 2},
        Case{"Conv3x3", "input 2 5 6\n f conv 3 3x3 pad 1", 2},
        Case{"ConvNoBias", "input 2 5 5\n f conv 3 3x3 no_bias", 2},
        Case{"ConvOneByOne", "input 3 4 4\n f conv 2 1x1", 3},
        Case{"ConvStride", "input 2 7 9\n f conv 2 3x3 stride 2 pad 1", 2},
        Case{"ConvUnevenStride", "input 1 8 7\n f conv 2 3x2 stride 3x2 pad 1x0", 1},
        Case{"ConvWideKernel", "input 1 6 9\n f conv 2 2x5 pad 0x2", 2},
        Case{"ConvDilation", "input 2 8 9\n f conv 2 3x3 dilation 2x3 pad 2", 2},
        Case{"ConvGroups", "input 4 5 5\n f conv 6 3x3 groups 2 pad 1", 2},
        Case{"ConvDepthwise", "input 3 5 4\n f conv 3 3x3 groups 3 pad 1", 3},
        Case{"ConvSidesPaddedUnlike", "input 2 5 6\n f conv 3 3x4 pad 0:1x2:1", 2},
        Case{"ConvStrideSidesPaddedUnlike", "input 2 6 6\n f conv 3 3x3 stride 2 pad 0:1", 2},
        Case{"ConvDepthwiseStride", "input 17 6 7\n f conv 17 3x5 stride 2x3 groups 17 pad 1x2", 2},
        Case{"ConvDepthwiseDilation",
             "input 9 7 8\n f conv 9 3x2 groups 9 dilation 2x3 pad 1:2x0:3 no_bias", 2},
        Case{"ConvDepthwisePadBeyondKernel", "input 2 3 3\n f conv 2 2x2 groups 2 pad 3", 2},
        Case{"ConvDepthwiseTwoUsers",
             "input 2 4 4\n a conv 2 1x1\n d conv 2 3x3 groups 2 pad 1\n f add from d a", 2},
        Case{"ConvOfManyChannelsSidesPaddedUnlike", "input 12 5 6\n f conv 3 3x4 pad 0:1x2:1", 2},
        Case{"ConvTallKernelsTwoUsers",
             "input 1 9 7\n a sigmoid\n f conv 20 6x3 pad 0x1\n g conv 17 8x5 pad 0x2 from a\n"
             " p global_avg_pool from f\n q global_avg_pool from g\n s concat from p q",
             2},
        Case{"ConvManyExamples", "input 1 4 4\n f conv 2 3x3", 19},
        Case{"ConvPadBeyondKernel", "input 1 3 3\n f conv 2 2x2 pad 3", 2},
        Case{"Relu", "input 2 3 4\n f relu", 3}, Case{"Sigmoid", "input 2 3 4\n f sigmoid", 3},
        Case{"LeakyRelu", "input 2 3 4\n f leaky_relu 0.2", 3},
        Case{"Silu", "input 2 3 4\n f silu", 3}, Case{"Elu", "input 2 3 4\n f elu", 3},
        Case{"HardSigmoid", "input 2 3 4\n a conv 4 1x1\n f hard_sigmoid", 3},
        Case{"HardSwish", "input 2 3 4\n a conv 4 1x1\n f hard_swish", 3},
        Case{"Clip", "input 2 3 4\n f clip -0.5 0.8", 3},
        Case{"Scale", "input 3 4 5\n g global_avg_pool\n s linear 3\n f scale from input s", 2},
        Case{"SqueezeAndExcitation",
             "input 3 4 5\n c conv 4 1x1\n g global_avg_pool\n s linear 2\n r relu\n e linear 4\n"
             " t sigmoid\n f scale from c t",
             2},
        Case{"MaxPool", "input 2 6 6\n f max_pool 2x2", 2},
        Case{"MaxPoolSidesPaddedUnlike", "input 2 6 5\n f max_pool 3x2 stride 2 pad 0:1x1:0", 2},
        Case{"AvgPoolSidesPaddedUnlike", "input 2 6 5\n f avg_pool 3x2 stride 2 pad 0:1x1:0", 2},
        Case{"MaxPoolLeavesEdge", "input 2 5 7\n f max_pool 2x2", 2},
        Case{"MaxPoolOverlapping", "input 2 7 7\n f max_pool 3x3 stride 2", 2},
        Case{"MaxPoolPadded", "input 2 6 5\n f max_pool 3x3 stride 2 pad 1", 2},
        Case{"AvgPool", "input 2 6 6\n f avg_pool 2x2", 2},
        Case{"AvgPoolOverlappingPadded", "input 2 7 6\n f avg_pool 3x3 stride 2 pad 1", 2},
        Case{"GlobalMaxPool", "input 3 4 5\n f global_max_pool", 2},
        Case{"GlobalAvgPool", "input 3 4 5\n f global_avg_pool", 2},
        Case{"BatchNorm", "input 3 4 5\n f batch_norm", 4},
        Case{"BatchNormVector", "input 5 1 1\n f batch_norm", 6},
        Case{"BatchNormOneExample", "input 2 3 3\n f batch_norm", 1},
        Case{"BatchNormRelu", "input 3 4 5\n n batch_norm\n f relu", 4},
        Case{"BatchNormPool", "input 3 4 6\n n batch_norm\n f max_pool 2x2", 4},
        Case{"BatchNormReluPool", "input 3 4 6\n n batch_norm\n r relu\n f max_pool 2x2", 4},
        Case{"BatchNormAdd", "input 3 4 5\n n batch_norm\n f add from n input", 4},
        Case{"BatchNormAddRelu", "input 3 4 5\n n batch_norm\n a add from input n\n f relu", 4},
        Case{"BatchNormEpsilon", "input 3 4 5\n f batch_norm epsilon 0.5", 4},
        Case{"BatchNormHardSwish", "input 3 4 5\n n batch_norm\n f hard_swish", 4},
        Case{"BatchNormAddHardSwish",
             "input 3 4 5\n n batch_norm\n a add from input n\n f hard_swish", 4},
        Case{"BatchNormAddReluPool",
             "input 3 4 6\n n batch_norm\n a add from n input\n r relu\n f max_pool 2x2", 4},
        Case{"ConvWholeVectors", "input 16 3 9\n f conv 16 2x2 pad 1", 2},
        Case{"ConvNoPadding", "input 3 4 5\n f conv 10 2x2", 2},
        Case{"Dropout", "input 4 3 3\n f dropout 0.4", 3},
        Case{"Flatten", "input 2 3 4\n f flatten", 2},
        Case{"Add", "input 2 3 4\n a relu\n f add from a input", 2},
        Case{"AddToItself", "input 2 3 4\n a relu\n f add from a a input", 2},
        Case{"Concat", "input 2 3 4\n a conv 3 1x1\n f concat from input a input", 2},
        Case{"ConcatInterleaved",
             "input 2 3 4\n a conv 2 1x1\n f concat interleaved from input a input", 2}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace backbeat::nn
