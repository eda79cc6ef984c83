// Answers become tables as they come.

#include "apps/prediction/teacher_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/teacher/teacher.h"
#include "tests/support/temporary_folder.h"

namespace backbeat::apps {
namespace {

class TeacherTables : public testing::Test {
 protected:
  static Answer answer(float first) {
    return {.probabilities = {},
            .windows = {{.start_s = 0.0, .probabilities = {first, 0.5F}, .hidden = {1.0F}},
                        {.start_s = 1.5, .probabilities = {0.0F, 1.0F}, .hidden = {2.0F}}}};
  }
  /// Writes so many recordings of two windows, with three or four windows a table.
  TeacherWriter write(int recordings) const {
    TeacherWriter writer(folder_.path(), {"jazz", "rock"}, 3);
    for (int i = 0; i < recordings; ++i) {
      writer.add("music/" + std::to_string(i) + ".wav", answer(0.125F * static_cast<float>(i)));
    }
    return writer;
  }

  const TemporaryFolder folder_;
};

TEST_F(TeacherTables, AreThereBeforeTheEnd) {
  write(5);  // as if it were killed: never finished
  const datasets::Teacher teacher(folder_.path());
  EXPECT_EQ(teacher.rows(), 8U);
  EXPECT_EQ(teacher.windows_of("music/3.wav").size(), 2U);
  EXPECT_TRUE(teacher.windows_of("music/4.wav").empty());
}

TEST_F(TeacherTables, HoldAllAtTheEnd) {
  TeacherWriter writer = write(5);
  writer.finish();
  const datasets::Teacher teacher(folder_.path());
  EXPECT_EQ(teacher.rows(), 10U);
  for (int i = 0; i < 5; ++i) {
    const auto windows = teacher.windows_of("music/" + std::to_string(i) + ".wav");
    ASSERT_EQ(windows.size(), 2U);
    EXPECT_EQ(windows[1].start_s, 1.5);
    EXPECT_EQ(teacher.row(windows[0].row)[0], 0.125F * static_cast<float>(i));
    EXPECT_EQ(teacher.row(windows[1].row)[2], 2.0F);
  }
}

TEST_F(TeacherTables, OfALongerRunBeforeGo) {
  TeacherWriter longer = write(9);
  longer.finish();
  TeacherWriter shorter = write(2);
  shorter.finish();
  EXPECT_EQ(datasets::Teacher(folder_.path()).rows(), 4U);
}

}  // namespace
}  // namespace backbeat::apps
