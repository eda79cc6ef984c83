#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

// What another model says of windows of recordings, for a network to learn from.
namespace backbeat::datasets {

/// Columns of a teacher's answers that belong together, and the loss by which they are learnt.
struct TeacherPart {
  enum class Loss {
    kMeanSquaredError,    ///< numbers of any size: a hidden layer, logits
    kBinaryCrossEntropy,  ///< probabilities of yes: tags, classes
  };
  std::string name;
  int first_column = 0;
  int columns = 1;
  Loss loss = Loss::kMeanSquaredError;
  double weight = 1.0;              ///< of that loss beside the other parts'
  std::vector<std::string> labels;  ///< the class that each column speaks of; empty: of none
};

/// A window that a teacher heard, and which row its answers are in.
struct TeacherWindow {
  double start_s = 0.0;  ///< in the file
  std::size_t row = 0;
};

/// A folder of tables NAME.csv with the columns `path,start_s`, one line a window, and beside each
/// an array NAME.npy of the answers, a row a line. `teacher.json` names the parts of a row, as in
///
///   {"parts": [{"name": "hidden", "columns": 64, "loss": "mse", "weight": 0.5},
///              {"name": "tags", "columns": 50, "loss": "bce", "values": "logit", "scale": 12}]}
///
/// A part that speaks of classes may name them, one a column, which are probabilities ("bce") or
/// logits ("mse"):
///
///   {"name": "genres", "columns": 3, "loss": "mse", "labels": ["blues", "jazz", "rock"]}
///
/// "weight" is of the part's loss, [1]; 0: not learnt. With "bce" the values are "probability", or
/// "logit", whose sigmoid is taken; they are divided by the scale first, [1]. Without this file all
/// columns are one part for the mean squared error.
///
/// Or no folder: what add() was told of, by whoever asked another model.
class Teacher {
 public:
  /// Reads all. Throws ManifestError naming file or line where tables, arrays and parts do not fit
  /// together, audio::NpyError where an array can not be read.
  explicit Teacher(const std::filesystem::path& folder);
  /// Knows nothing yet.
  explicit Teacher(std::vector<TeacherPart> parts);

  /// Its answers, in the columns of all parts, about the window of `recording` that begins at
  /// `start_s`. Spans that were given before are no longer valid.
  void add(const std::filesystem::path& recording, double start_s, std::span<const float> row);

  const std::vector<TeacherPart>& parts() const { return parts_; }
  std::size_t columns() const { return columns_; }
  std::size_t rows() const { return values_.size() / columns_; }
  std::span<const float> row(std::size_t i) const {
    return std::span(values_).subspan(i * columns_, columns_);
  }

  /// 32 hexadecimal digits that tell one teacher's answers from another's.
  std::string fingerprint() const;

  /// The windows of a recording, by time; empty: the teacher has not heard it. A table's path is a
  /// recording's whose path ends with it; the longest that does counts.
  std::span<const TeacherWindow> windows_of(const std::filesystem::path& recording) const;

 private:
  void read_table(const std::filesystem::path& table);
  void read_parts(const std::filesystem::path& description);
  void to_probabilities(const TeacherPart& part, bool logits, float scale);

  std::size_t columns_ = 0;
  std::vector<float> values_;  ///< (rows, columns); probabilities where a part's loss asks for them
  std::vector<TeacherPart> parts_;
  std::map<std::filesystem::path, std::vector<TeacherWindow>> windows_;
};

}  // namespace backbeat::datasets
