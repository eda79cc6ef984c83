// A teacher's folder: tables, arrays and what their columns are.

#include "datasets/teacher/teacher.h"

#include <gmock/gmock.h>

#include "tests/unit/datasets/helpers.h"
#include "tests/unit/datasets/teacher/teacher_support.h"

namespace backbeat::datasets {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::HasSubstr;

class TeacherTest : public ::testing::Test {
 protected:
  std::vector<float> starts_of(const std::string& recording) const {
    std::vector<float> starts;
    const Teacher teacher(folder_.path());
    for (const TeacherWindow& window : teacher.windows_of(recording)) {
      starts.push_back(static_cast<float>(window.start_s));
    }
    return starts;
  }
  std::string error() const {
    return testing::message_of<ManifestError>([&] { const Teacher teacher(folder_.path()); });
  }

  TeacherFolder folder_;
};

TEST_F(TeacherTest, HasTheRowsOfAllTablesByRecordingAndTime) {
  folder_.write("b", "x.wav,1.5\nx.wav,0\n", {1, 2, 3, 4}, 2);
  folder_.write("a", "y.wav,7\nx.wav,0.5\n", {5, 6, 7, 8}, 2);
  const Teacher teacher(folder_.path());
  EXPECT_EQ(teacher.rows(), 4U);
  std::vector<float> answers;
  for (const TeacherWindow& window : teacher.windows_of("x.wav")) {
    answers.push_back(teacher.row(window.row)[0]);
  }
  EXPECT_THAT(answers, ElementsAre(3, 7, 1));
  EXPECT_THAT(starts_of("x.wav"), ElementsAre(0, 0.5, 1.5));
  EXPECT_THAT(starts_of("y.wav"), ElementsAre(7));
  EXPECT_THAT(starts_of("z.wav"), ElementsAre());
}

TEST_F(TeacherTest, TheLongestPathThatARecordingsEndsWithCounts) {
  folder_.write("a", "x.wav,1\nrock/x.wav,2\n/usr/share/x.wav,3\n../other/x.wav,4\nock/x.wav,5\n",
                {0, 0, 0, 0, 0}, 5);
  EXPECT_THAT(starts_of("/music/jazz/x.wav"), ElementsAre(1));
  EXPECT_THAT(starts_of("/music/rock/x.wav"), ElementsAre(2));
  EXPECT_THAT(starts_of("rock/./x.wav"), ElementsAre(2));
  EXPECT_THAT(starts_of("/usr/share/x.wav"), ElementsAre(3));
  EXPECT_THAT(starts_of("/copy/usr/share/x.wav"), ElementsAre(3));
  EXPECT_THAT(starts_of("/here/other/x.wav"), ElementsAre(4));
}

TEST_F(TeacherTest, WithoutADescriptionIsOnePartForTheSquaredError) {
  folder_.write("a", "x.wav,0\n", {1, -200, 3}, 1);
  const Teacher teacher(folder_.path());
  ASSERT_EQ(teacher.parts().size(), 1U);
  EXPECT_EQ(teacher.parts()[0].columns, 3);
  EXPECT_EQ(teacher.parts()[0].loss, TeacherPart::Loss::kMeanSquaredError);
  EXPECT_THAT(teacher.row(0), ElementsAre(1, -200, 3));
}

TEST_F(TeacherTest, ItsDescriptionNamesPartsAndHowTheirNumbersAreMeant) {
  folder_.write("a", "x.wav,0\n", {-300, 0, 12, 0.25F}, 1);
  folder_.describe(R"({"parts": [
      {"name": "hidden", "columns": 1, "loss": "mse", "weight": 0.25},
      {"name": "tags", "columns": 2, "loss": "bce", "values": "logit", "scale": 12},
      {"name": "genres", "columns": 1, "loss": "bce"}]})");
  const Teacher teacher(folder_.path());
  ASSERT_EQ(teacher.parts().size(), 3U);
  EXPECT_EQ(teacher.parts()[0].weight, 0.25);
  EXPECT_EQ(teacher.parts()[1].weight, 1.0);
  EXPECT_EQ(teacher.parts()[1].name, "tags");
  EXPECT_EQ(teacher.parts()[1].first_column, 1);
  EXPECT_EQ(teacher.parts()[1].columns, 2);
  EXPECT_EQ(teacher.parts()[1].loss, TeacherPart::Loss::kBinaryCrossEntropy);
  EXPECT_EQ(teacher.parts()[2].first_column, 3);
  EXPECT_THAT(teacher.row(0),
              ElementsAre(-300, FloatEq(0.5F), FloatEq(1.0F / (1.0F + std::exp(-1.0F))), 0.25F));
}

TEST_F(TeacherTest, ItsFingerprintTellsAnswersApart) {
  const auto fingerprint = [&](float value) {
    folder_.write("a", "x.wav,0\n", {1, value}, 1);
    return Teacher(folder_.path()).fingerprint();
  };
  EXPECT_EQ(fingerprint(2), fingerprint(2));
  EXPECT_NE(fingerprint(2), fingerprint(3));
}

TEST_F(TeacherTest, RefusesTablesThatDoNotFitTheirArrays) {
  folder_.write("a", "x.wav,0\ny.wav,0\n", {1, 2, 3}, 3);
  EXPECT_THAT(error(), AllOf(HasSubstr("a.csv: found 2 lines, expected 3, one per row of a.npy")));
  folder_.write("a", "x.wav,0\n", {1, 2}, 1);
  folder_.write("b", "x.wav,0\n", {1, 2, 3}, 1);
  EXPECT_THAT(error(), HasSubstr("b.npy: found 3 columns, expected 2, as in the others"));
}

TEST_F(TeacherTest, RefusesLinesThatAreNoWindows) {
  for (const char* line : {"x.wav,soon\n", "x.wav,\n", "x.wav\n", "x.wav,0,1\n", "x.wav,inf\n"}) {
    folder_.write("a", line, {1}, 1);
    EXPECT_THAT(error(), AllOf(HasSubstr("a.csv:2: found "), HasSubstr("expected a path and")))
        << line;
  }
}

TEST_F(TeacherTest, RefusesNumbersThatAreNone) {
  folder_.write("a", "x.wav,0\nx.wav,1\n", {1, 2, 3, std::nanf("")}, 2);
  EXPECT_THAT(error(), HasSubstr("a.npy: row 1: found nan, expected a number"));
}

TEST_F(TeacherTest, RefusesFoldersWithoutTables) {
  EXPECT_THAT(error(), HasSubstr("found no table, expected NAME.csv with NAME.npy beside it"));
  EXPECT_THAT(testing::message_of<ManifestError>([] { const Teacher teacher("nowhere"); }),
              HasSubstr("nowhere: found no folder"));
}

struct WrongDescription {
  const char* json;
  const char* expected;
};

class TeacherDescription : public TeacherTest,
                           public ::testing::WithParamInterface<WrongDescription> {};

TEST_P(TeacherDescription, IsRefusedWhereItDoesNotFit) {
  folder_.write("a", "x.wav,0\n", {0.5F, 2, 3}, 1);
  folder_.describe(GetParam().json);
  EXPECT_THAT(error(), HasSubstr(GetParam().expected)) << GetParam().json;
}

INSTANTIATE_TEST_SUITE_P(
    All, TeacherDescription,
    ::testing::Values(
        WrongDescription{R"({"parts": [{"name": "a", "columns": 2, "loss": "mse"}]})",
                         "teacher.json: columns: found parts of 2 together, expected 3"},
        WrongDescription{R"({"parts": [{"name": "a", "columns": 4, "loss": "bce"}]})",
                         "columns: found parts of 4 together, expected 3"},
        WrongDescription{R"({"parts": [{"name": "a", "columns": -1, "loss": "bce"}]})",
                         "columns: found parts of -1 together, expected 3"},
        WrongDescription{R"({"parts": [{"name": "a", "columns": 3, "loss": "l1"}]})",
                         "loss: found 'l1', expected mse or bce"},
        WrongDescription{
            R"({"parts": [{"name": "a", "columns": 3, "loss": "bce", "values": "log"}]})",
            "values: found 'log', expected probability or logit"},
        WrongDescription{R"({"parts": [{"name": "a", "columns": 3, "loss": "bce"}]})",
                         "a: row 0: found 2, expected a probability"},
        WrongDescription{R"({"parts": [{"name": "a", "columns": 3, "loss": "mse", "weight": -1}]})",
                         "weight: found -1, expected 0 or more"},
        WrongDescription{
            R"({"parts": [{"name": "a", "columns": 3, "loss": "mse", "labels": ["b", "c"]}]})",
            "labels: found 2, expected 3, one a column"},
        WrongDescription{R"({"parts": [{"name": "a", "columns": 4294967299, "loss": "mse"}]})",
                         "columns: found 4294967299, expected a whole number"},
        WrongDescription{R"({"parts": [{"name": "a", "columns": 3.9, "loss": "mse"}]})",
                         "columns: found 3.9, expected a whole number"},
        WrongDescription{
            R"({"parts": [{"name": "a", "columns": 3, "loss": "bce", "values": "logit",
                           "scale": 0}]})",
            "a: scale: found 0, expected above 0"},
        WrongDescription{R"({"parts": [{"name": "a", "columns": 3, "loss": "bce", "scale": -1}]})",
                         "a: scale: found -1, expected above 0"},
        WrongDescription{
            R"({"parts": [{"name": "a", "columns": 3, "loss": "bce", "scale": 1e-300}]})",
            "a: scale: found 0, expected above 0"},
        WrongDescription{R"({"parts": [{"name": "a b\nc from x", "columns": 3, "loss": "mse"}]})",
                         "expected letters, digits, '_' and '-': it names an output"},
        WrongDescription{R"({"parts": [{"name": "#a", "columns": 3, "loss": "mse"}]})",
                         "name: found '#a', expected letters"},
        WrongDescription{R"({"parts": [{"name": "a", "columns": 1, "loss": "mse"},
                                       {"name": "a", "columns": 2, "loss": "mse"}]})",
                         "name: found 'a' twice, expected another"},
        WrongDescription{R"({"parts": [{"columns": 3, "loss": "mse"}]})", "teacher.json: "},
        WrongDescription{R"({"parts": [)", "teacher.json: "}));

TEST(Teacher, KnowsWhatItWasToldOf) {
  Teacher teacher({{.name = "a", .columns = 1}, {.name = "b", .first_column = 1, .columns = 2}});
  EXPECT_EQ(teacher.columns(), 3U);
  EXPECT_TRUE(teacher.windows_of("x.wav").empty());
  teacher.add("/music/x.wav", 2.0, std::vector<float>{1, 2, 3});
  teacher.add("/music/y.wav", 0.0, std::vector<float>{4, 5, 6});
  teacher.add("/music/x.wav", 1.0, std::vector<float>{7, 8, 9});
  const auto windows = teacher.windows_of("/music/x.wav");
  ASSERT_EQ(windows.size(), 2U);
  EXPECT_EQ(windows[0].start_s, 1.0) << "by time";
  EXPECT_EQ(teacher.row(windows[0].row)[2], 9.0F);
  EXPECT_EQ(windows[1].start_s, 2.0);
  EXPECT_EQ(teacher.row(windows[1].row)[0], 1.0F);
}

}  // namespace
}  // namespace backbeat::datasets
