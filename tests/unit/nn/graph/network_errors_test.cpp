// A wrong network is refused with a message that says where, what was found and what was expected.

#include <gmock/gmock.h>

#include "nn/errors.h"
#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

struct WrongText {
  const char* name;
  const char* text;
  const char* where;  ///< what the message begins with
  const char* found;
  const char* expected;
};

std::ostream& operator<<(std::ostream& out, const WrongText& wrong) {
  return out << wrong.name;
}

class NetworkError : public testing::TestWithParam<WrongText> {};

TEST_P(NetworkError, SaysWhereWhatWasFoundAndWhatWasExpected) {
  try {
    Network::parse(GetParam().text, "a.net");
    FAIL() << "no error";
  } catch (const ShapeError& error) {
    EXPECT_THAT(error.what(), AllOf(StartsWith(GetParam().where), HasSubstr(GetParam().found),
                                    HasSubstr(GetParam().expected)));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Texts, NetworkError,
    testing::Values(
        WrongText{"Empty", "\n # nothing\n", "a.net:", "found no node", "expected 'input"},
        WrongText{"InputAlone", "input 1 2 3", "a.net:1: node 'input':", "found no layer",
                  "expected one"},
        WrongText{"NoInputLine", "c relu", "a.net:1: node 'c':", "found kind 'relu'",
                  "expected 'input"},
        WrongText{"SecondInput", "input 1 1 1\nx input 2 1 1", "a.net:2: node 'x':",
                  "found kind 'input'", "expected 'input' on the first line only"},
        WrongText{"InputOfTwoNumbers", "input 1 2\nr relu",
                  "a.net:1: node 'input':", "width: found nothing", "expected a number"},
        WrongText{"InputOfFourNumbers", "input 1 2 3 4\nr relu",
                  "a.net:1: node 'input':", "found '4'", "expected no further argument"},
        WrongText{"InputOfZero", "input 1 0 3\nr relu",
                  "a.net:1: node 'input':", "found shape 1x0x3", "expected positive"},
        WrongText{"NameAlone", "input 1 1 1\n\nlonely",
                  "a.net:3: node 'lonely':", "found a name alone", "expected 'name kind"},
        WrongText{"UnknownKind", "input 1 1 1\nc convolve 3",
                  "a.net:2: node 'c':", "found kind 'convolve'",
                  "expected one of add, avg_pool, batch_norm, clip, concat, conv, dropout"},
        WrongText{"UnknownInput", "input 1 1 1\nr relu from nowhere", "a.net:2: node 'r':",
                  "found input 'nowhere'", "expected the name of a node above"},
        WrongText{"NothingAfterFrom", "input 1 1 1\nr relu from",
                  "a.net:2: node 'r':", "found nothing after 'from'", "expected names"},
        WrongText{"Cycle", "input 1 1 1\na relu from b\nb relu from a",
                  "a.net:2: node 'a':", "found input 'b' of line 3",
                  "expected a node above this one; a network has no cycles"},
        WrongText{"Itself", "input 1 1 1\na relu from a",
                  "a.net:2: node 'a':", "found input 'a' of line 2", "expected a node above"},
        WrongText{"DoubledName", "input 1 1 1\na relu\na relu",
                  "a.net:3: node 'a':", "found a name that line 2 has", "expected a new one"},
        WrongText{"UnusedNode", "input 1 1 1\na relu\nb relu from input",
                  "a.net:2: node 'a':", "found no node that uses it", "expected one below"},
        WrongText{"UnusedNodeBesideAnOutput",
                  "input 1 1 1\na relu\nb relu output from input\nc relu",
                  "a.net:2: node 'a':", "found no node that uses it", "or the word 'output'"},
        WrongText{"InputAsOutput", "input 1 1 1 output\na relu", "a.net:1: node 'input':",
                  "found the word 'output'", "expected it of layers only"},
        WrongText{"TwoInputsForOne", "input 1 1 1\na relu\nb relu from a input",
                  "a.net:3: node 'b':", "found 2 inputs", "expected one"},
        WrongText{"AddOfOne", "input 1 1 1\na add", "a.net:2: node 'a':", "found 1 input",
                  "expected two or more"},
        WrongText{"AddOfUnequalShapes", "input 2 4 4\nc conv 2 3x3\na add from c input",
                  "a.net:3: node 'a':", "found inputs of shapes 2x2x2 and 2x4x4",
                  "expected equal shapes"},
        WrongText{"ConcatOfUnequalPlanes", "input 2 4 4\nc conv 2 3x3\na concat from c input",
                  "a.net:3: node 'a':", "found inputs of shapes 2x2x2 and 2x4x4",
                  "expected equal height and width"},
        WrongText{"LinearOfAPlane", "input 2 4 4\nf linear 3", "a.net:2: node 'f':",
                  "found an input of shape 2x4x4", "expected a vector; put flatten"},
        WrongText{"LinearOfNothing", "input 2 1 1\nf linear 0",
                  "a.net:2: node 'f':", "found 0 outputs", "expected 1 or more"},
        WrongText{"LinearWithoutNumber", "input 2 1 1\nf linear",
                  "a.net:2: node 'f':", "outputs: found nothing", "expected a number"},
        WrongText{"SymbolWithoutValue", "input 2 1 1\nf linear classes",
                  "a.net:2: node 'f':", "outputs: found 'classes'", "expected a whole number"},
        WrongText{"SurplusWords", "input 2 1 1\nf linear 3 4 bias",
                  "a.net:2: node 'f':", "found '4 bias'", "expected no further argument"},
        WrongText{"SurplusWordOfAPlainLayer", "input 2 1 1\nf relu 6",
                  "a.net:2: node 'f':", "found '6'", "expected no further argument"},
        WrongText{"KernelTooLarge", "input 1 4 4\nc conv 2 5x3",
                  "a.net:2: node 'c':", "found an input of shape 1x4x4", "expected at least 5x3"},
        WrongText{"KernelThatIsNoSize", "input 1 4 4\nc conv 2 3x",
                  "a.net:2: node 'c':", "found '3x'", "expected a size such as 3x3"},
        WrongText{"KernelOfZero", "input 1 4 4\nc conv 2 0x3",
                  "a.net:2: node 'c':", "kernel: found 0x3", "expected 1 or more"},
        WrongText{"StrideOfZero", "input 1 4 4\nc conv 2 3x3 stride 0",
                  "a.net:2: node 'c':", "stride: found 0x0", "expected 1 or more"},
        WrongText{"NegativePad", "input 1 4 4\nc conv 2 3x3 pad -1",
                  "a.net:2: node 'c':", "pad: found -1x-1", "expected 0 or more"},
        WrongText{"FrozenInput", "input 1 4 4 frozen\nf flatten", "a.net:1: node 'input':",
                  "found the word 'frozen'", "expected it of layers only"},
        WrongText{"NegativePadOnOneSide", "input 1 4 4\nc conv 2 3x3 pad 0:1x0:-2",
                  "a.net:2: node 'c':", "pad: found 0:1x0:-2", "expected 0 or more"},
        WrongText{"PadOfHalfASide", "input 1 4 4\nc conv 2 3x3 pad 1:", "a.net:2: node 'c':",
                  "pad: found '1:'", "a size such as 1, 1x2 or 0:1x0:2"},
        WrongText{"EpsilonOf0", "input 2 1 1\nn batch_norm epsilon 0",
                  "a.net:2: node 'n':", "epsilon: found 0", "expected more than 0, at most 1"},
        WrongText{"ClipOfNothing", "input 2 1 1\nn clip 3 3", "a.net:2: node 'n':", "found 3 to 3",
                  "expected a lower and a higher number"},
        WrongText{"ScaleOfOne", "input 2 3 3\ns scale", "a.net:2: node 's':", "found 1 inputs",
                  "expected two"},
        WrongText{"ScaleByAnotherNumber",
                  "input 2 3 3\ng global_avg_pool\nl linear 3\ns scale from input l",
                  "a.net:4: node 's':", "found numbers of shape 3",
                  "a vector of the map's 2 channels"},
        WrongText{
            "InterleavedUnlike", "input 2 3 3\nc conv 3 1x1\nj concat interleaved from input c",
            "a.net:3: node 'j':", "found inputs of 2 and 3 channels", "expected equal numbers"},
        WrongText{"OptionWithoutValue", "input 1 4 4\nc conv 2 3x3 pad",
                  "a.net:2: node 'c':", "pad: found nothing", "expected a number"},
        WrongText{"GroupsThatDoNotDivide", "input 4 4 4\nc conv 6 3x3 groups 3",
                  "a.net:2: node 'c':", "found 3 groups",
                  "expected a divisor of 4 input and 6 output channels"},
        WrongText{"PoolPaddedTooMuch", "input 1 4 4\np max_pool 2x2 pad 2",
                  "a.net:2: node 'p':", "pad: found 2x2", "expected at most half the 2x2 kernel"},
        WrongText{"DropoutOfAll", "input 1 4 4\nd dropout 1",
                  "a.net:2: node 'd':", "found probability 1", "expected 0 <= p < 1"},
        WrongText{"DropoutOfNan", "input 1 4 4\nd dropout nan",
                  "a.net:2: node 'd':", "found probability nan", "expected 0 <= p < 1"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace backbeat::nn
