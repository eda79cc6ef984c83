// Control groups as the kernel shows them, in a folder of their own.

#include "apps/cli/cpu_quota.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace backbeat::apps {
namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();

class CpuQuota : public ::testing::Test {
 protected:
  /// The process is in `group` of version 2, whose group `top` is seen at /sys/fs/cgroup.
  void version_2(const std::string& group, const std::string& top = "/") {
    root_.write("proc/self/cgroup", "0::" + group + "\n");
    root_.write("proc/self/mountinfo",
                "22 1 8:1 / / rw,relatime - ext4 /dev/root rw\n"
                "31 23 0:28 " +
                    top + " /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw\n");
  }

  /// The process is in `group` of version 1's hierarchy of "cpu", and in /other of two others.
  void version_1(const std::string& group, const std::string& top = "/") {
    root_.write("proc/self/cgroup",
                "5:cpuset:/other\n4:cpu,cpuacct:" + group + "\n2:memory:/other\n0::/\n");
    root_.write("proc/self/mountinfo",
                "30 23 0:27 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
                "31 23 0:28 " +
                    top +
                    " /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n");
  }

  void limit_1(const std::string& folder, const std::string& quota_us,
               const std::string& period_us) {
    root_.write(folder + "/cpu.cfs_quota_us", quota_us + "\n");
    root_.write(folder + "/cpu.cfs_period_us", period_us + "\n");
  }

  double quota() const { return cpu_quota(root_.path()); }

  TemporaryFolder root_;
};

TEST_F(CpuQuota, IsInfiniteWhereNothingIsKnown) {
  EXPECT_EQ(quota(), kNone);
}

TEST_F(CpuQuota, OfVersion2IsThatOfTheOwnGroup) {
  version_2("/app");
  root_.write("sys/fs/cgroup/app/cpu.max", "150000 100000\n");
  root_.write("sys/fs/cgroup/other/cpu.max", "100000 100000\n");
  EXPECT_EQ(quota(), 1.5);
}

TEST_F(CpuQuota, OfVersion2MayBeUnlimited) {
  version_2("/app");
  root_.write("sys/fs/cgroup/app/cpu.max", "max 100000\n");
  EXPECT_EQ(quota(), kNone);
}

TEST_F(CpuQuota, IsTheSmallestOfTheGroupsAbove) {
  version_2("/slice/service/app");
  root_.write("sys/fs/cgroup/slice/cpu.max", "50000 25000\n");
  root_.write("sys/fs/cgroup/slice/service/cpu.max", "max 100000\n");
  root_.write("sys/fs/cgroup/slice/service/app/cpu.max", "300000 100000\n");
  EXPECT_EQ(quota(), 2.0);
}

TEST_F(CpuQuota, OfAContainerStandsAtTheTop) {
  version_2("/");
  root_.write("sys/fs/cgroup/cpu.max", "25000 100000\n");
  EXPECT_EQ(quota(), 0.25);
}

TEST_F(CpuQuota, OfVersion1IsThatOfTheCpuHierarchy) {
  version_1("/app");
  limit_1("sys/fs/cgroup/cpu,cpuacct/app", "300000", "100000");
  limit_1("sys/fs/cgroup/cpu,cpuacct/other", "200000", "100000");
  limit_1("sys/fs/cgroup/cpuset/app", "100000", "100000");
  EXPECT_EQ(quota(), 3.0);
}

TEST_F(CpuQuota, OfVersion1MayBeUnlimited) {
  version_1("/app");
  limit_1("sys/fs/cgroup/cpu,cpuacct/app", "-1", "100000");
  EXPECT_EQ(quota(), kNone);
  limit_1("sys/fs/cgroup/cpu,cpuacct", "80000", "20000");
  EXPECT_EQ(quota(), 4.0);
}

TEST_F(CpuQuota, OfVersion1CountsBelowTheGroupThatAContainerSees) {
  version_1("/docker/17/app", "/docker/17");
  limit_1("sys/fs/cgroup/cpu,cpuacct/app", "200000", "100000");
  limit_1("sys/fs/cgroup/cpu,cpuacct/docker/17/app", "100000", "100000");
  EXPECT_EQ(quota(), 2.0);
}

TEST_F(CpuQuota, OfAGroupOutOfSightIsThatOfWhatIsSeen) {
  version_2("/../neighbour");
  root_.write("sys/fs/cgroup/cpu.max", "200000 100000\n");
  EXPECT_EQ(quota(), 2.0);
}

}  // namespace
}  // namespace backbeat::apps
