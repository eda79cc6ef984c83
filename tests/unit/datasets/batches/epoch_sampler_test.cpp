#include "datasets/batches/epoch_sampler.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>

#include <gmock/gmock.h>

namespace backbeat::datasets {
namespace {

using ::testing::ElementsAre;

/// Clip i has value 1000 i + t at frame t, and label i.
struct Clips {
  explicit Clips(int count, int n_frames = 50) {
    for (int i = 0; i < count; ++i) {
      audio::Spectrogram spectrogram{1, n_frames, {}};
      for (int t = 0; t < n_frames; ++t) {
        spectrogram.values.push_back(static_cast<float>(1000 * i + t));
      }
      spectrograms.push_back(spectrogram);
      labels.push_back(i);
    }
  }

  EpochSampler sampler(const EpochSampler::Options& options) const {
    return {spectrograms, labels, normalizer, options};
  }

  std::vector<audio::Spectrogram> spectrograms;
  std::vector<int> labels;
  Normalizer normalizer{{0.0F}, {1.0F}};
};

std::vector<Batch> epoch_of(const EpochSampler& sampler, int epoch) {
  std::vector<Batch> batches;
  for (int i = 0; i < sampler.batches_per_epoch(); ++i) batches.push_back(sampler.batch(epoch, i));
  return batches;
}

std::vector<int> order_of(const std::vector<Batch>& batches) {
  std::vector<int> order;
  for (const Batch& batch : batches) {
    order.insert(order.end(), batch.clips.begin(), batch.clips.end());
  }
  return order;
}

TEST(EpochSampler, DrawsEveryClipOnce) {
  const Clips clips(23);
  std::vector<int> order = order_of(epoch_of(clips.sampler({.batch_size = 4, .n_frames = 8}), 3));
  std::sort(order.begin(), order.end());
  EXPECT_EQ(order, clips.labels);
}

TEST(EpochSampler, EveryBatchHasItsShareOfClipsWithoutALabel) {
  Clips clips(37);
  for (int i = 25; i < 37; ++i) clips.labels[static_cast<std::size_t>(i)] = -1;
  const EpochSampler sampler = clips.sampler({.batch_size = 8, .n_frames = 8});
  for (const int epoch : {0, 1}) {
    const std::vector<Batch> batches = epoch_of(sampler, epoch);
    EXPECT_EQ(batches.size(), 5U);
    for (const Batch& batch : batches) {
      EXPECT_LE(batch.clips.size(), 8U);
      EXPECT_EQ(
          std::count_if(batch.labels.begin(), batch.labels.end(), [](int l) { return l >= 0; }), 5);
      for (std::size_t i = 0; i < batch.clips.size(); ++i) {
        EXPECT_EQ(batch.labels[i], batch.clips[i] < 25 ? batch.clips[i] : -1);
      }
    }
    std::vector<int> order = order_of(batches);
    std::sort(order.begin(), order.end());
    for (int i = 0; i < 37; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
  }
}

TEST(EpochSampler, NeverExceedsTheBatchSizeForClipsWithoutALabel) {
  Clips clips(16);
  for (const int unlabelled : {1, 5, 8, 15}) {
    for (int i = 0; i < 16; ++i)
      clips.labels[static_cast<std::size_t>(i)] = i < unlabelled ? -1 : 0;
    for (const int size : {2, 3, 4, 7, 16}) {
      const auto batches = epoch_of(clips.sampler({.batch_size = size, .n_frames = 8}), 0);
      EXPECT_EQ(order_of(batches).size(), 16U);
      for (const Batch& batch : batches) {
        EXPECT_LE(static_cast<int>(batch.clips.size()), size) << unlabelled;
      }
    }
  }
}

TEST(EpochSampler, TellsWhereItsWindowsBegin) {
  const Clips clips(6);
  const Batch batch = clips.sampler({.batch_size = 6, .n_frames = 8}).batch(2, 0);
  std::set<float> firsts;
  for (std::size_t i = 0; i < 6; ++i) {
    const auto clip = static_cast<float>(batch.clips[i]);
    EXPECT_EQ(batch.inputs[i * 8], 1000.0F * clip + batch.first_frames[i]);
    firsts.insert(batch.first_frames[i]);
  }
  EXPECT_GT(firsts.size(), 3U);
}

TEST(EpochSampler, CutsBandwidthsDownToTheFloorBeforeStandardising) {
  Clips clips(2, 1);
  clips.spectrograms = {{4, 1, {-10, -10, -10, -10}}, {4, 1, {-10, -10, -10, -10}}};
  clips.normalizer = {{0, 0, 0, 0}, {2, 2, 2, 2}};
  const audio::BandLimitOptions half{.low_pass_probability = 1.0,
                                     .lowest_low_pass_edge = 0.5,
                                     .high_pass_probability = 0.0,
                                     .least_cut_db = 80.0};
  std::set<float> top;
  for (int epoch = 0; epoch < 20; ++epoch) {
    const Batch batch =
        clips.sampler({.n_frames = 1, .augment = {.band_limit = half}, .floor_db = -50.0})
            .batch(epoch, 0);
    EXPECT_EQ(batch.inputs[0], -5.0F);
    top.insert(batch.inputs[3]);
  }
  EXPECT_THAT(top, ::testing::IsSubsetOf({-25.0F, -5.0F}));
  EXPECT_TRUE(top.contains(-25.0F));
}

TEST(EpochSampler, EqualizesAnewInEachEpochDownToTheFloorBeforeStandardising) {
  Clips clips(1, 1);
  clips.spectrograms = {{4, 1, {-10, -10, -10, -10}}};
  clips.normalizer = {{0, 0, 0, 0}, {2, 2, 2, 2}};
  const AugmentOptions augment{.equalizer = audio::EqualizerOptions{.spread_db = 20.0}};
  std::set<float> top;
  for (int epoch = 0; epoch < 40; ++epoch) {
    const EpochSampler sampler =
        clips.sampler({.n_frames = 1, .augment = augment, .floor_db = -15.0});
    top.insert(sampler.batch(epoch, 0).inputs[3]);
  }
  EXPECT_GT(top.size(), 15U);
  EXPECT_EQ(*top.begin(), -7.5F);
  EXPECT_GT(*top.rbegin(), -5.0F);
}

TEST(EpochSampler, BatchesHoldTheirClipsWindows) {
  const Clips clips(9);
  for (const Batch& batch : epoch_of(clips.sampler({.batch_size = 4, .n_frames = 8}), 0)) {
    ASSERT_EQ(batch.inputs.size(), batch.clips.size() * 8);
    EXPECT_EQ(batch.labels, batch.clips);  // clip i has label i
    for (std::size_t i = 0; i < batch.clips.size(); ++i) {
      const float first = batch.inputs[i * 8];
      EXPECT_GE(first, 1000.0F * static_cast<float>(batch.clips[i]));
      EXPECT_LE(first, 1000.0F * static_cast<float>(batch.clips[i]) + 42.0F);
      for (std::size_t t = 0; t < 8; ++t) {
        EXPECT_EQ(batch.inputs[i * 8 + t], first + static_cast<float>(t));
      }
    }
  }
}

TEST(EpochSampler, SizesDifferByOneAtMostAndNeverPassBatchSize) {
  for (int count = 2; count < 80; ++count) {
    const Clips clips(count, 1);
    for (int batch_size = 3; batch_size < 40; ++batch_size) {
      const EpochSampler sampler = clips.sampler({.batch_size = batch_size, .n_frames = 1});
      EXPECT_EQ(sampler.batches_per_epoch(), (count + batch_size - 1) / batch_size);
      std::set<std::size_t> sizes;
      for (const Batch& batch : epoch_of(sampler, 0)) sizes.insert(batch.clips.size());
      EXPECT_GE(*sizes.begin(), 2U) << "batch normalisation can not train on one";
      EXPECT_LE(*sizes.rbegin(), static_cast<std::size_t>(batch_size));
      EXPECT_LE(*sizes.rbegin() - *sizes.begin(), 1U);
    }
  }
}

TEST(EpochSampler, OneClipIsABatchAlone) {
  const Clips clips(1);
  EXPECT_THAT(clips.sampler({}).batch(0, 0).clips, ElementsAre(0));
}

TEST(EpochSampler, OrderAndCropsChangeWithEpochAndSeedOnly) {
  const Clips clips(40);
  const EpochSampler sampler = clips.sampler({.batch_size = 40, .n_frames = 8, .seed = 7});
  const Batch first = sampler.batch(0, 0);
  EXPECT_EQ(first.inputs,
            clips.sampler({.batch_size = 40, .n_frames = 8, .seed = 7}).batch(0, 0).inputs);
  EXPECT_NE(first.clips, sampler.batch(1, 0).clips);
  EXPECT_NE(first.clips,
            clips.sampler({.batch_size = 40, .n_frames = 8, .seed = 8}).batch(0, 0).clips);
}

TEST(EpochSampler, ACropDependsOnItsClipNotOnTheBatching) {
  const Clips clips(40);
  const auto crops = [&](int batch_size) {
    std::set<float> firsts;
    for (const Batch& batch :
         epoch_of(clips.sampler({.batch_size = batch_size, .n_frames = 8}), 5)) {
      for (std::size_t i = 0; i < batch.clips.size(); ++i) firsts.insert(batch.inputs[i * 8]);
    }
    return firsts;
  };
  EXPECT_EQ(crops(40), crops(7));
}

TEST(EpochSampler, CropsReachEveryPlace) {
  const Clips clips(1, 12);
  const EpochSampler sampler = clips.sampler({.n_frames = 8});
  std::set<float> firsts;
  for (int epoch = 0; epoch < 200; ++epoch) firsts.insert(sampler.batch(epoch, 0).inputs[0]);
  EXPECT_THAT(firsts, ElementsAre(0, 1, 2, 3, 4));
}

TEST(EpochSampler, TilesShortClips) {
  const Clips clips(1, 3);
  EXPECT_THAT(clips.sampler({.n_frames = 7}).batch(0, 0).inputs, ElementsAre(0, 1, 2, 0, 1, 2, 0));
}

TEST(EpochSampler, RefusesWhatDoesNotFitTogether) {
  Clips clips(3);
  EXPECT_THROW(clips.sampler({.batch_size = 0}), std::invalid_argument);
  EXPECT_THROW(clips.sampler({.n_frames = 0}), std::invalid_argument);
  clips.labels.pop_back();
  EXPECT_THROW(clips.sampler({}), std::invalid_argument);
  clips.labels.push_back(2);
  clips.normalizer = {{0, 0}, {1, 1}};
  EXPECT_THROW(clips.sampler({}), std::invalid_argument);
  EXPECT_THROW(Clips(0).sampler({}), std::invalid_argument);
}

}  // namespace
}  // namespace backbeat::datasets
