// A model or a body as a teacher that is asked: about clips as they are, and about any sound.

#include "apps/training/asked_teacher.h"

#include <cmath>
#include <utility>

#include <gmock/gmock.h>

#include "apps/training/embedding.h"
#include "audio/files/write_wav.h"
#include "nn/errors.h"
#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/apps/training/body_support.h"

namespace backbeat::apps {
namespace {

using ::testing::HasSubstr;

constexpr int kRate_hz = 8000;

/// A chord whose loudness comes and goes.
std::vector<float> music(double duration_s, int rate_hz) {
  std::vector<float> samples;
  for (int n = 0; n < duration_s * rate_hz; ++n) {
    const double t = static_cast<double>(n) / rate_hz;
    samples.push_back(static_cast<float>((std::sin(2764.6 * t) + std::sin(5529.2 * t)) *
                                         (0.2 + 0.1 * std::sin(9.0 * t))));
  }
  return samples;
}

/// A body and a model that listen at 8000 Hz to windows of 12 frames, 40 ms each.
class Asked : public ::testing::Test {
 protected:
  Asked() : body_(std::move(*make_body())) {
    body_.features.sample_rate_hz = kRate_hz;
    body_.features.n_fft = 1024;
    body_.features.hop_length = 320;
    save_body(body_file(), body_);
    Model model{.labels = {"a", "b", "c"},
                .features = body_.features,
                .normalizer = datasets::Normalizer::identity(kMels, body_.features.compression),
                .network = with_head(body_.network, {.hidden = 16}, 3),
                .parameters = {},
                .training = {{"class_counts", {1, 4, 2}}}};
    model.parameters = model.network.initialise(2);
    save_model(model_file(), model);
    for (const double duration_s : {0.3, 2.0}) {
      clips_.push_back({.path = folder_ / (std::to_string(clips_.size()) + ".wav")});
      audio::write_wav(clips_.back().path, {music(duration_s, kRate_hz), kRate_hz});
    }
  }
  std::filesystem::path body_file() const { return folder_ / "body.safetensors"; }
  std::filesystem::path model_file() const { return folder_ / "model.safetensors"; }

  /// Its answers about windows of the longer clip.
  static std::vector<std::vector<float>> told_of(const AskedTeacher& teacher,
                                                 const datasets::Clip& clip) {
    std::vector<std::vector<float>> rows;
    for (const auto& window : teacher.heard()->windows_of(clip.path)) {
      const auto row = teacher.heard()->row(window.row);
      rows.emplace_back(row.begin(), row.end());
    }
    return rows;
  }

  TemporaryFolder folder_;
  Body body_;
  std::vector<datasets::Clip> clips_;
};

TEST_F(Asked, ABodySaysOfEachWindowWhatAHeadWouldRead) {
  AskedTeacher teacher(body_file(), "");
  ASSERT_EQ(teacher.heard()->parts().size(), 1U);
  EXPECT_EQ(teacher.heard()->parts()[0].columns, 14);
  teacher.hear(clips_);
  const auto windows = teacher.heard()->windows_of(clips_[1].path);
  ASSERT_EQ(windows.size(), 8U) << "51 frames in windows of 12, half of it apart";
  EXPECT_NEAR(windows[1].start_s, 6 * 0.04, 1e-9);
  EXPECT_NEAR(windows.back().start_s, 39 * 0.04, 1e-9);

  audio::LogMel log_mel(body_.features);
  const Model trunk = trunk_model(body_);
  const auto expected = Classifier(trunk).logits(log_mel(music(2.0, kRate_hz)));
  std::vector<float> found;
  for (const auto& row : told_of(teacher, clips_[1])) {
    found.insert(found.end(), row.begin(), row.end());
  }
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t k = 0; k < found.size(); ++k) EXPECT_NEAR(found[k], expected[k], 0.01);
}

TEST_F(Asked, AModelSaysItsGenresAndItsLastHiddenLayer) {
  AskedTeacher teacher(model_file(), "");
  const auto& parts = teacher.heard()->parts();
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].labels, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(parts[0].loss, datasets::TeacherPart::Loss::kBinaryCrossEntropy);
  EXPECT_EQ(parts[1].columns, 16);
  teacher.hear(clips_);
  for (const auto& row : told_of(teacher, clips_[1])) {
    EXPECT_NEAR(row[0] + row[1] + row[2], 1.0F, 1e-6F);
  }
}

TEST_F(Asked, AboutASoundSaysWhatItSaysOfTheSameRecording) {
  for (const auto& file : {body_file(), model_file()}) {
    AskedTeacher teacher(file, "");
    teacher.hear(clips_);
    const auto told = told_of(teacher, clips_[0]);
    ASSERT_EQ(told.size(), 1U);
    const std::vector<std::vector<float>> sounds{music(0.3, kRate_hz), music(2.0, 16000)};
    const auto at_8000 = teacher.answers(std::span(sounds).first(1), kRate_hz);
    ASSERT_EQ(at_8000.size(), told[0].size());
    for (std::size_t k = 0; k < at_8000.size(); ++k) EXPECT_NEAR(at_8000[k], told[0][k], 0.01);

    // Of another rate, and longer than a window.
    const auto at_16000 = teacher.answers(std::span(sounds).last(1), 16000);
    const auto first = told_of(teacher, clips_[1])[0];
    ASSERT_EQ(at_16000.size(), first.size());
    for (std::size_t k = 0; k < first.size(); ++k) EXPECT_NEAR(at_16000[k], first[k], 0.05);
  }
}

TEST_F(Asked, HearsEachClipOnceAndGoesOnWithoutWhatIsGone) {
  AskedTeacher teacher(body_file(), "");
  clips_.push_back({.path = folder_ / "gone.wav"});
  teacher.hear(clips_);
  const std::size_t rows = teacher.heard()->rows();
  EXPECT_TRUE(teacher.heard()->windows_of(clips_[2].path).empty());
  teacher.hear(clips_);
  EXPECT_EQ(teacher.heard()->rows(), rows);
}

TEST_F(Asked, IsRefusedWhereItCanNotHearWindows) {
  folder_.write("none.safetensors", "none");
  EXPECT_THAT(testing::message_of<nn::FormatError>(
                  [&] { const AskedTeacher teacher(folder_ / "none.safetensors", ""); }),
              HasSubstr("none.safetensors"));
  body_.features.top_db = 80.0;
  save_body(body_file(), body_);
  EXPECT_THAT(testing::message_of<std::invalid_argument>(
                  [&] { const AskedTeacher teacher(body_file(), ""); }),
              HasSubstr("body.safetensors: augmentation of waveforms: top_db: found 80"));
}

}  // namespace
}  // namespace backbeat::apps
