#include "apps/training/teacher_arguments.h"

#include <CLI/CLI.hpp>

#include "datasets/teacher/unlabelled.h"

namespace backbeat::apps {

TeacherArguments::TeacherArguments(CLI::App& cli) {
  const char* group = "Teacher";
  CLI::Option* const teacher =
      cli.add_option(
             "--teacher", source_,
             "Another model to learn from beside the labels: a model or body file, which is "
             "asked, or a folder of its answers, NAME.csv (path,start_s) and NAME.npy")
          ->group(group);
  CLI::Option* const more =
      cli.add_option("--unlabelled", unlabelled_,
                     "Recordings without labels to learn the teacher's answers on too: a CSV "
                     "manifest with a column path (and start_s, end_s), or a folder; may be given "
                     "several times")
          ->allow_extra_args(false)
          ->needs(teacher)
          ->group(group);
  cli.add_option("--unlabelled-root", unlabelled_root_,
                 "Folder that their paths are relative to [each manifest's]")
      ->needs(more)
      ->group(group);
}

Teaching TeacherArguments::load(const std::filesystem::path& cache_folder) const {
  if (source_.empty()) return {};
  Teaching teaching{.source = source_};
  if (std::filesystem::is_regular_file(source_)) {
    teaching.asked = std::make_shared<AskedTeacher>(source_, cache_folder);
    teaching.teacher = teaching.asked->heard();
  } else {
    teaching.teacher = std::make_shared<const datasets::Teacher>(source_);
  }
  for (const std::string& source : unlabelled_) {
    const auto clips = datasets::load_unlabelled(source, unlabelled_root_);
    teaching.unlabelled.insert(teaching.unlabelled.end(), clips.begin(), clips.end());
  }
  return teaching;
}

}  // namespace backbeat::apps
