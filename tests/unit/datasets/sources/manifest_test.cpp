#include <gmock/gmock.h>

#include "datasets/sources/load_dataset.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class Manifest : public ::testing::Test {
 protected:
  Manifest() { folder_.write("a.wav", ""); }

  Dataset load(const std::string& text) const {
    return load_dataset({.paths = {folder_.write("m.csv", text)}});
  }
  std::string error_of(const std::string& text) const {
    return testing::message_of<ManifestError>([&] { load(text); });
  }

  TemporaryFolder folder_;
};

TEST_F(Manifest, NeedsOnlyPathAndLabel) {
  const Dataset dataset = load("path,label\na.wav,jazz\nb.wav,blues\n");
  EXPECT_THAT(dataset.labels, ElementsAre("blues", "jazz"));
  ASSERT_EQ(dataset.clips.size(), 2U);
  const Clip& clip = dataset.clips[0];
  EXPECT_EQ(clip.path, folder_ / "a.wav");
  EXPECT_EQ(clip.label, "jazz");
  EXPECT_EQ(clip.artist, "");
  EXPECT_FALSE(clip.side || clip.fold);
  EXPECT_EQ(clip.start_s, 0.0);
  EXPECT_EQ(clip.end_s, std::numeric_limits<double>::infinity());
  EXPECT_THAT(clip.where, EndsWith("m.csv:2"));
}

TEST_F(Manifest, ReadsEveryColumnInAnyOrderAndIgnoresOthers) {
  const Dataset dataset = load(
      "end_s,mood,label,fold,artist,split,track,start_s,path,\n"
      "7.5,sad,jazz,3,\"Davis, Miles\",valid,So What,2,a.wav,\n");
  ASSERT_EQ(dataset.clips.size(), 1U);
  const Clip& clip = dataset.clips[0];
  EXPECT_EQ(clip.artist, "Davis, Miles");
  EXPECT_EQ(clip.track, "So What");
  EXPECT_EQ(clip.side, Side::kValid);
  EXPECT_EQ(clip.fold, 3);
  EXPECT_EQ(clip.start_s, 2.0);
  EXPECT_EQ(clip.end_s, 7.5);
}

TEST_F(Manifest, EmptyOptionalFieldsCountAsNotGiven) {
  const Dataset dataset = load("path,label,split,fold,start_s,end_s\na.wav,jazz,,,,\n");
  EXPECT_FALSE(dataset.clips[0].side || dataset.clips[0].fold);
  EXPECT_EQ(dataset.clips[0].end_s, std::numeric_limits<double>::infinity());
}

TEST_F(Manifest, RootAndAbsolutePathsOverrideItsFolder) {
  const TemporaryFolder elsewhere;
  const auto absolute = elsewhere.write("y.wav", "");
  const auto manifest =
      folder_.write("m.csv", "path,label\nx.wav,a\n" + absolute.string() + ",b\n");
  const Dataset dataset = load_dataset({.paths = {manifest}, .root = elsewhere.path()});
  EXPECT_EQ(dataset.clips[0].path, elsewhere / "x.wav");
  EXPECT_EQ(dataset.clips[1].path, absolute);
}

TEST_F(Manifest, NamesTheMissingColumn) {
  EXPECT_THAT(error_of("path,genre\na.wav,jazz\n"),
              AllOf(HasSubstr("m.csv:1: header: found no column \"label\""),
                    HasSubstr("expected path,label")));
}

TEST_F(Manifest, RefusesAColumnTwice) {
  EXPECT_THAT(error_of("path,label,label\na.wav,jazz,rock\n"), HasSubstr("m.csv:1: header"));
}

TEST_F(Manifest, RefusesNoRows) {
  EXPECT_THAT(error_of("path,label\n"), HasSubstr("m.csv: manifest: found no clips"));
  EXPECT_THAT(error_of(""), HasSubstr("m.csv: manifest: found no clips"));
}

TEST_F(Manifest, NamesThePhysicalLineOfABadRow) {
  EXPECT_THAT(error_of("path,label\r\n\r\n\"a\r\n.wav\",jazz\r\na.wav\r\n"),
              HasSubstr("m.csv:5: row: found 1 fields, expected 2"));
}

struct BadField {
  const char* row;
  const char* message;
};

class ManifestField : public Manifest, public ::testing::WithParamInterface<BadField> {};

TEST_P(ManifestField, IsRefused) {
  const std::string header = "path,label,split,fold,start_s,end_s\n";
  EXPECT_THAT(error_of(header + GetParam().row), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Bad, ManifestField,
    ::testing::Values(
        BadField{",jazz,,,,\n", "m.csv:2: path: found nothing"},
        BadField{"a.wav,,,,,\n", "m.csv:2: label: found nothing"},
        BadField{"a.wav,jazz,dev,,,\n", "m.csv:2: split: found \"dev\", expected train, valid or"},
        BadField{"a.wav,jazz,,1.5,,\n", "m.csv:2: fold: found \"1.5\""},
        BadField{"a.wav,jazz,,-1,,\n", "m.csv:2: fold: found \"-1\""},
        BadField{"a.wav,jazz,,,soon,\n", "m.csv:2: start_s: found \"soon\""},
        BadField{"a.wav,jazz,,,-1,\n", "m.csv:2: start_s: found \"-1\""},
        BadField{"a.wav,jazz,,,nan,\n", "m.csv:2: start_s: found \"nan\""},
        BadField{"a.wav,jazz,,,3s,\n", "m.csv:2: start_s: found \"3s\""},
        BadField{"a.wav,jazz,,,5,5\n", "m.csv:2: end_s: found 5, expected more than start_s, 5"}));

TEST_F(Manifest, RefusesTwoLabelsForTheSameSound) {
  EXPECT_THAT(
      error_of("path,label\na.wav,jazz\n./a.wav,rock\n"),
      AllOf(HasSubstr("m.csv:3: label: found \"rock\", expected \"jazz\""), HasSubstr("m.csv:2")));
}

TEST_F(Manifest, TakesSeveralStretchesOfOneFile) {
  const Dataset dataset = load("path,label,start_s,end_s\na.wav,jazz,0,9\na.wav,rock,9,\n");
  EXPECT_EQ(dataset.clips.size(), 2U);
}

TEST_F(Manifest, MindsMissingFilesOnlyWhereAllAreMissing) {
  EXPECT_EQ(load("path,label\nb.wav,jazz\na.wav,rock\n").clips.size(), 2U);
  EXPECT_THAT(error_of("path,label\nb.wav,jazz\nc.wav,rock\n"),
              AllOf(HasSubstr((folder_ / "b.wav").string()), HasSubstr("--root")));
}

TEST_F(Manifest, NamesASourceThatIsNotThere) {
  const auto none = folder_ / "none";
  EXPECT_THAT(testing::message_of<ManifestError>([&] { load_dataset({.paths = {none}}); }),
              HasSubstr(none.string() + ": found nothing there"));
}

}  // namespace
}  // namespace backbeat::datasets
