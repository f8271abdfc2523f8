package dev.qm.host.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.Version;
import dev.qm.host.machine.Diagnosis.Level;
import dev.qm.host.process.Capabilities;
import dev.qm.host.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostFactsTest {
  @TempDir Path machine;

  @Test
  void thisMachineIsProbed() throws HostException {
    var facts = HostFacts.probe(Root.HOST);

    assertThat(facts.kernel().version().major()).isGreaterThanOrEqualTo(4);
    assertThat(facts.memory().total()).isGreaterThan(facts.memory().available() / 2).isPositive();
    assertThat(facts.cgroups().hierarchies()).isNotEmpty();
    assertThat(facts.mounts()).isNotEmpty();
    assertThat(facts.podman().isPresent()).isEqualTo(Command.find("podman").isPresent());
    assertThat(HostFacts.freeDisk(Path.of("/usr/lib/not/there/yet"))).isPositive();
  }

  @Test
  void thisMachineIsExaminedWithoutAContradiction() throws HostException {
    var findings = Doctor.examine(HostFacts.probe(Root.HOST), "qm_policy_0");

    assertThat(findings).extracting(Diagnosis::id).doesNotHaveDuplicates().contains("podman");
    assertThat(findings)
        .allSatisfy(finding -> {
          assertThat(finding.detail()).isNotBlank();
          if (finding.level() == Level.FAIL) {
            assertThat(finding.mend()).isNotBlank();
          }
        });
  }

  @Test
  void ofFilesThatNothingRunsOnlyWhatFilesTellIsSaid() throws Exception {
    file("etc/os-release", "PRETTY_NAME=\"Car Linux 1\"\n");

    var findings = Doctor.examine(HostFacts.probe(new Root(machine)), "qm_policy_0");

    assertThat(detail(findings, "system")).startsWith("Car Linux 1, files that nothing runs");
    assertThat(findings)
        .extracting(Diagnosis::id)
        .contains("packages", "podman", "crun", "disk.usr.lib", "disk.var")
        .doesNotContain("rights", "init", "cgroups", "controllers", "kernel.fuse", "selinux");
  }

  @Test
  void aFedoraHostWithAllItTakesHasNothingToMend() throws Exception {
    fedora();

    var findings = Doctor.examine(HostFacts.probe(new Root(machine)), "qm_policy_0");

    assertThat(level(findings, "init")).isEqualTo(Level.OK);
    assertThat(detail(findings, "init")).isEqualTo("systemd 257");
    assertThat(level(findings, "cgroups")).isEqualTo(Level.OK);
    assertThat(level(findings, "controllers")).isEqualTo(Level.OK);
    assertThat(level(findings, "rights")).isEqualTo(Level.OK);
    assertThat(level(findings, "selinux")).isEqualTo(Level.OK);
    assertThat(detail(findings, "selinux")).contains("targeted");
    assertThat(level(findings, "quadlet")).isEqualTo(Level.OK);
    assertThat(level(findings, "userns")).isEqualTo(Level.OK);
    assertThat(findings).noneMatch(finding -> finding.level() == Level.FAIL);
  }

  @Test
  void aBooleanThatOpensSomethingToEveryProcessIsNamedWithWhatAndHow() throws Exception {
    fedora();
    file("sys/fs/selinux/booleans/domain_kernel_load_modules", "1 1");
    file("sys/fs/selinux/booleans/domain_can_write_kmsg", "0 0");
    file("sys/fs/selinux/booleans/domain_can_mmap_files", "1 1");

    var findings = Doctor.examine(HostFacts.probe(new Root(machine)), "qm_policy_0");

    var modules = "selinux.boolean.domain_kernel_load_modules";
    assertThat(level(findings, modules)).isEqualTo(Level.WARN);
    assertThat(detail(findings, modules)).contains("load modules");
    assertThat(mend(findings, modules)).contains("setsebool -P domain_kernel_load_modules off");
    assertThat(level(findings, "selinux.boolean.domain_can_mmap_files")).isEqualTo(Level.INFO);
    assertThat(findings)
        .extracting(Diagnosis::id)
        .doesNotContain("selinux.boolean.domain_can_write_kmsg");
  }

  @Test
  void whatIsMissingIsSaidWithAMend() throws Exception {
    fedora();
    Files.delete(machine.resolve("usr/bin/podman"));
    file("proc/self/mountinfo", "1 1 8:1 / / rw - ext4 /dev/a rw\n");
    file("proc/self/status", "CapEff:\t0000000000000000\n");
    file("sys/fs/selinux/enforce", "0");
    file("proc/sys/user/max_user_namespaces", "0");

    var findings = Doctor.examine(HostFacts.probe(new Root(machine)), "qm_policy_0");

    for (var id : List.of("podman", "cgroups", "controllers", "rights")) {
      assertThat(level(findings, id)).as(id).isEqualTo(Level.FAIL);
    }
    assertThat(mend(findings, "podman")).contains("dnf install").contains("podman");
    assertThat(level(findings, "selinux")).isEqualTo(Level.WARN);
    assertThat(mend(findings, "selinux")).contains("setenforce 1");
    assertThat(detail(findings, "userns")).contains("max_user_namespaces=0");
  }

  @ParameterizedTest
  @CsvSource({"5.4.0-42-generic, FAIL, openat2", "5.9.16, WARN, links", "5.10.0-1.el9, OK, kernel"})
  void aKernelThatLetsOthersMisdirectALookUpIsNamed(String release, Level level, String word)
      throws Exception {
    fedora();
    file("proc/sys/kernel/osrelease", release + "\n");

    var findings = Doctor.examine(HostFacts.probe(new Root(machine)), "qm_policy_0");

    assertThat(level(findings, "kernel.openat2")).isEqualTo(level);
    assertThat(detail(findings, "kernel.openat2")).contains(word);
  }

  @Test
  void anOldPodmanKeepsThePlainModeAndSaysWhy() throws Exception {
    fedora();
    packages("podman", "4.3.1+ds1-8", "crun", "1.8.1-1");

    var findings = Doctor.examine(HostFacts.probe(new Root(machine)), "qm_policy_0");

    assertThat(level(findings, "quadlet")).isEqualTo(Level.INFO);
    assertThat(level(findings, "userns")).isEqualTo(Level.WARN);
    assertThat(detail(findings, "userns")).contains("Podman 4.3.1", "4.5");
  }

  @Test
  void nothingOfAnotherRootIsEverRun() throws Exception {
    var trap = machine.resolve("sprung");
    file("usr/bin/podman", "#!/bin/sh\ntouch " + trap + "\necho podman version 9.9.9\n");
    machine.resolve("usr/bin/podman").toFile().setExecutable(true);

    assertThat(Podman.probe(new Root(machine))).isEmpty();
    assertThat(trap).doesNotExist();
  }

  @Test
  void quadletCameWithPodman44() {
    assertThat(new Podman(Path.of("/p"), new Version(4, 3, 1)).hasQuadlet()).isFalse();
    assertThat(new Podman(Path.of("/p"), new Version(4, 4, 0)).hasQuadlet()).isTrue();
    assertThat(new Podman(Path.of("/p"), new Version(5, 0, 0)).hasQuadlet()).isTrue();
  }

  @Test
  void withoutSystemdTheInitHasItsOwnName() throws Exception {
    file("proc/1/comm", "tini\u001b[m\n");

    assertThat(Init.probe(new Root(machine))).isEqualTo(new Init.Other("tini\\x1b[m"));
    assertThat(Init.probe(new Root(machine.resolve("empty")))).isEqualTo(new Init.Other("unknown"));
  }

  @Test
  void idmappedMountsDependOnKernelAndFileSystem() {
    var old = kernel("5.10.0");
    var middle = kernel("5.14.0-70.el9");
    var recent = kernel("6.12.0");

    assertThat(old.canIdmap("ext4")).isFalse();
    assertThat(middle.canIdmap("xfs")).isTrue();
    assertThat(middle.canIdmap("btrfs")).isFalse();
    assertThat(recent.canIdmap("tmpfs")).isTrue();
    assertThat(recent.canIdmap("nfs4")).isFalse();
  }

  @Test
  void capabilitiesAreBitsInTheKernelsOrder() {
    var withoutResource = new Capabilities(0x000001fffeffffffL);

    assertThat(withoutResource.has("sys_resource")).isFalse();
    assertThat(withoutResource.has("sys_admin")).isTrue();
    assertThat(new Capabilities(1).has("chown")).isTrue();
    assertThat(new Capabilities(1).has("dac_override")).isFalse();
  }

  private static Kernel kernel(String release) {
    return new Kernel(release, Version.find(release).orElseThrow(), true, 1, true, true);
  }

  private void fedora() throws IOException {
    file("etc/os-release", "ID=fedora\nVERSION_ID=42\nPRETTY_NAME=\"Fedora Linux 42\"\n");
    file("usr/bin/dnf", "");
    machine.resolve("usr/bin/dnf").toFile().setExecutable(true);
    file("usr/bin/podman", "");
    file("usr/bin/crun", "");
    packages("podman", "5.4.2+ds1-1", "crun", "1.21-1");
    file("run/systemd/system/x", "");
    file("usr/lib64/systemd/libsystemd-shared-257.7-1.so", "");
    file(
        "proc/self/mountinfo",
        """
        1 1 8:1 / / rw - ext4 /dev/a rw
        2 1 0:2 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw
        """);
    file("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids");
    file("proc/self/status", "Name:\tx\nCapEff:\t000001ffffffffff\n");
    file("proc/meminfo", "MemTotal:       16384000 kB\nMemAvailable:   8000000 kB\n");
    file("proc/filesystems", "nodev\toverlay\n\text4\n");
    file("proc/sys/kernel/osrelease", "6.14.0-63.fc42.x86_64\n");
    file("proc/sys/kernel/seccomp/actions_avail", "errno");
    file("proc/sys/user/max_user_namespaces", "60000");
    file("dev/fuse", "");
    file("sys/fs/selinux/enforce", "1");
    file("sys/fs/selinux/mls", "1");
    file("sys/fs/selinux/context", "");
    file("etc/selinux/config", "# x\nSELINUX=enforcing\nSELINUXTYPE=targeted\n");
  }

  /** A package database in the only format that needs no library to read. */
  private void packages(String... namesAndVersions) throws IOException {
    var status = new StringBuilder();
    for (var i = 0; i < namesAndVersions.length; i += 2) {
      status
          .append("Package: ")
          .append(namesAndVersions[i])
          .append("\nStatus: install ok installed\nVersion: ")
          .append(namesAndVersions[i + 1])
          .append("\n\n");
    }
    file("var/lib/dpkg/status", status.toString());
  }

  private void file(String path, String content) throws IOException {
    var file = machine.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static Diagnosis finding(List<Diagnosis> findings, String id) {
    return findings.stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
  }

  private static Level level(List<Diagnosis> findings, String id) {
    return finding(findings, id).level();
  }

  private static String detail(List<Diagnosis> findings, String id) {
    return finding(findings, id).detail();
  }

  private static String mend(List<Diagnosis> findings, String id) {
    return finding(findings, id).mend();
  }
}
