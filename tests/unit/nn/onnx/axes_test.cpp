#include "nn/onnx/axes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backbeat::nn::onnx {
namespace {

using testing::ElementsAre;

constexpr Shape kMap{.channels = 3, .height = 4, .width = 5};
const Dim kC = whole(kMap, Axis::kChannel), kH = whole(kMap, Axis::kHeight),
          kW = whole(kMap, Axis::kWidth);

Dim joined(const Dim& a, const Dim& b) {
  Dim dim = a;
  dim.insert(dim.end(), b.begin(), b.end());
  return dim;
}

std::optional<Dims> regroup(const Dims& dims, const std::vector<std::int64_t>& sizes) {
  return regrouped(dims, sizes);
}

TEST(Axes, AreJoinedAndCutWhereTheyMeetOnly) {
  const Dims map{kC, kH, kW};
  EXPECT_EQ(regroup(map, {60}), (Dims{joined(kC, joined(kH, kW))}));
  EXPECT_EQ(regroup(map, {3, 20}), (Dims{kC, joined(kH, kW)}));
  EXPECT_EQ(regroup({joined(kC, kH), kW}, {3, 4, 5}), map);
  EXPECT_EQ(regroup(map, {1, 3, 1, 4, 5, 1}), (Dims{{}, kC, {}, kH, kW, {}}));
  EXPECT_EQ(regroup(map, {6, 10}), std::nullopt);
  EXPECT_EQ(regroup(map, {3, 4}), std::nullopt);
  EXPECT_EQ(regroup(map, {3, 4, 5, 2}), std::nullopt);
}

TEST(Axes, AreWholeInTheirOwnOrderOnly) {
  EXPECT_EQ(whole_axis(kH, kMap), Axis::kHeight);
  EXPECT_EQ(whole_axis({}, kMap), std::nullopt);
  EXPECT_EQ(whole_axis(joined(kC, kH), kMap), std::nullopt);
  const Atom outer{.axis = Axis::kChannel, .part = 0, .size = 3};
  const Atom inner{.axis = Axis::kChannel, .part = 1, .size = 2};
  const Shape interleaved{.channels = 6, .height = 4, .width = 5};
  EXPECT_EQ(whole_axis({outer, inner}, interleaved), Axis::kChannel);
  EXPECT_EQ(whole_axis({inner, outer}, interleaved), std::nullopt);
  EXPECT_EQ(whole_axis({outer}, interleaved), std::nullopt);
}

TEST(Axes, TellWhereANumberLies) {
  const auto at = [](const Dim& dim, std::int64_t index) {
    const Place place = place_of(dim, index);
    return std::vector<int>{place.channel, place.row, place.column};
  };
  // Row-major over (row, column, channel): ((2 * 5) + 4) * 3 + 1.
  EXPECT_THAT(at(joined(kH, joined(kW, kC)), 43), ElementsAre(1, 2, 4));
  EXPECT_THAT(at(joined(kC, kH), 7), ElementsAre(1, 3, 0));
}

}  // namespace
}  // namespace backbeat::nn::onnx
