package dev.qm.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessInfoTest {
  @Test
  void thisProcessIsSeenAsItIs() {
    var self = (int) ProcessHandle.current().pid();

    var info = ProcessInfo.read(self).orElseThrow();

    assertThat(info.pid()).isEqualTo(self);
    assertThat(info.name()).hasToString("java");
    assertThat(info.parent()).isEqualTo((int) ProcessHandle.current().parent().orElseThrow().pid());
    assertThat(info.arguments().getFirst().toString()).endsWith("java");
    assertThat(info.cgroups()).isNotEmpty();
    assertThat(info.namespaces()).containsKeys("mnt", "pid", "net");
    assertThat(info.startTicks()).isPositive();
  }

  @Test
  void aProcessThatIsGoneIsNothing() throws Exception {
    var child = new ProcessBuilder("true").start();
    child.waitFor();

    assertThat(ProcessInfo.read((int) child.pid())).isEmpty();
  }

  @Test
  void aProcessCannotHideBehindItsName() throws Exception {
    // a process that calls itself ") R 1 (" and puts an escape sequence into its arguments
    var script = "printf ') R 1 (' > /proc/$$/comm; sleep 1000 & wait; : \u001b[2J";
    var child = new ProcessBuilder("sh", "-c", script).start();
    try {
      var pid = (int) child.pid();
      while (!ProcessInfo.read(pid).orElseThrow().name().toString().startsWith(")")) {
        Thread.onSpinWait();
      }

      var info = ProcessInfo.read(pid).orElseThrow();

      assertThat(info.name()).hasToString(") R 1 (");
      assertThat(info.parent()).isEqualTo((int) ProcessHandle.current().pid());
      assertThat(info.arguments()).hasSize(3);
      assertThat(info.arguments().getLast().toString()).contains("\\x1b[2J");
    } finally {
      child.descendants().forEach(ProcessHandle::destroyForcibly);
      child.destroyForcibly();
    }
  }

  @Test
  void placesInEveryHierarchyAreRead() {
    assertThat(ProcessInfo.memberships("4:cpu,cpuacct:/qm\n1:name=systemd:/a:b\n0::/qm/x y\nodd\n"))
        .containsExactly(
            new ProcessInfo.Membership(4, List.of("cpu", "cpuacct"), "/qm"),
            new ProcessInfo.Membership(1, List.of("name=systemd"), "/a:b"),
            new ProcessInfo.Membership(0, List.of(), "/qm/x y"));
  }

  @Test
  void halfAProcessIsNone(@TempDir Path proc) throws Exception {
    Files.createDirectories(proc.resolve("7"));
    for (var stat : List.of("", "7 (x", "7 (x) R 1", "7 )x( R", ")(")) {
      Files.writeString(proc.resolve("7/stat"), stat, StandardCharsets.ISO_8859_1);

      assertThat(ProcessInfo.read(proc, 7)).as(stat).isEmpty();
    }
  }

  @Property
  void noCgroupFileIsTooOdd(@ForAll String text) {
    assertThat(ProcessInfo.memberships(text)).isNotNull();
    assertThat(ProcessInfo.memberships("99999999999:" + text + ":/")).isNotNull();
  }
}
