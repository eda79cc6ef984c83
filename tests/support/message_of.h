#pragma once

#include <functional>
#include <string>

#include <gtest/gtest.h>

namespace backbeat::testing {

/// What `action` throws as an Error, in words; a test that throws nothing fails.
template <typename Error>
std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

}  // namespace backbeat::testing
