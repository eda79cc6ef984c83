// The text report: scikit-learn's layout, then the figures, then the confusion matrix.

#include "apps/report/report_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/apps/report/report_support.h"

namespace backbeat::apps {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(TextReport, HasTheLayoutOfScikitLearn) {
  EXPECT_THAT(text_report(example_report()),
              StartsWith("              precision    recall  f1-score   support\n"
                         "\n"
                         "     class 0       0.50      1.00      0.67         1\n"
                         "     class 1       0.00      0.00      0.00         1\n"
                         "     class 2       1.00      0.67      0.80         3\n"
                         "\n"
                         "    accuracy                           0.60         5\n"
                         "   macro avg       0.50      0.56      0.49         5\n"
                         "weighted avg       0.70      0.60      0.61         5\n"));
}

TEST(TextReport, EndsWithFiguresAndConfusionMatrix) {
  const std::string text = text_report(example_report());
  EXPECT_THAT(text,
              HasSubstr("accuracy            0.6000  (95 % interval, clips: 0.2307 to 0.8824)\n"));
  EXPECT_THAT(text, Not(HasSubstr("artists")));
  EXPECT_THAT(text, HasSubstr("balanced accuracy   0.5556\n"));
  EXPECT_THAT(text, HasSubstr("majority baseline   0.6000\n"));
  EXPECT_THAT(text, HasSubstr("               0   1   2\n"
                              "class 0   0    1   0   0\n"
                              "class 1   1    1   0   0\n"
                              "class 2   2    0   1   2\n"));
}

TEST(TextReport, SaysWhatIsLeftWhereUnsureAnswersAreNotGiven) {
  EXPECT_THAT(
      text_report(example_report(0.65)),
      HasSubstr("answered            0.6000  (confidence 0.6500 or more; precision 0.6667)\n"));
  EXPECT_THAT(
      text_report(example_report()),
      HasSubstr("answered            1.0000  (confidence 0.0000 or more; precision 0.6000)\n"));
}

TEST(TextReport, TellsTheIntervalOverArtistsWhereTheyAreKnown) {
  EXPECT_THAT(text_report(artists_report()),
              HasSubstr("accuracy            0.7500  (95 % interval, clips: 0.3006 to 0.9544)\n"
                        "                            (95 % interval, over 2 artists: 0.5000 to "
                        "1.0000)\n"));
}

TEST(TextReport, LeavesOutClassesThatDoNotOccur) {
  const std::string text =
      text_report(make_report({"jazz", "polka"}, {row("a", 0, {1.0F, 0.0F})}, 0));
  EXPECT_THAT(text.substr(0, text.find("accuracy")), Not(HasSubstr("polka")));
  EXPECT_THAT(text, HasSubstr("macro avg       1.00      1.00      1.00         1\n"));
}

TEST(TextReport, WidensForLongLabels) {
  const std::string text =
      text_report(make_report({"progressive metal", "x"}, {row("a", 0, {1, 0})}, 0));
  EXPECT_THAT(text, HasSubstr("\nprogressive metal       1.00      1.00      1.00         1\n"));
  EXPECT_THAT(text, HasSubstr("\n     weighted avg       1.00"));
}

TEST(TextReport, OfNothingSaysSo) {
  const std::string text = text_report(make_report({"a", "b"}, {}, 0));
  EXPECT_THAT(text, HasSubstr("n                   0\n"));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace backbeat::apps
