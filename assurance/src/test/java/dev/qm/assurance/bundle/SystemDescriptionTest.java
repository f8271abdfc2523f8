package dev.qm.assurance.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.assurance.view.GoldenCase;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.landing.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemDescriptionTest {
  private static final String CONFIG =
      """
      # CONFIG_RT_GROUP_SCHED is not set
      CONFIG_USER_NS=y
      CONFIG_HZ=250
      CONFIG_LSM="selinux,bpf"
      """;

  @TempDir Path folder;

  @Test
  void filesOfThePartitionHaveTheirDigestAndHowTheyStandToSetup() throws Exception {
    var machine = GoldenCase.of(folder, "report.case");
    var dropIn = "etc/containers/systemd/qm.container.d/50-mine.conf";
    Files.createDirectories(folder.resolve("var/lib/qm"));
    Files.writeString(
        folder.resolve("var/lib/qm/ledger"),
        "# qm ledger 1: what `qm setup` made here and `qm remove` removes\n"
            + "file\t/usr/share/qm/seccomp.json\t"
            + Sha256.of(Files.readAllBytes(folder.resolve("usr/share/qm/seccomp.json")))
            + "\nfile\t/etc/qm/containers/containers.conf\t"
            + Sha256.of(new byte[0])
            + "\nfile\t/etc/qm/planted\t"
            + Sha256.of(new byte[0])
            + "\n");
    Files.writeString(folder.resolve("secret"), "of the host's");
    Files.createSymbolicLink(folder.resolve("etc/qm.private/tree/planted"), Path.of("/secret"));

    var system = SystemDescription.of(machine.view(), "0.1.0");

    assertThat(file(system, "/" + dropIn).sha256())
        .contains(Sha256.of(Files.readAllBytes(folder.resolve(dropIn))));
    assertThat(file(system, "/usr/share/qm/seccomp.json").remark()).isEqualTo("as setup left it");
    assertThat(file(system, "/etc/qm/containers/containers.conf").remark())
        .isEqualTo("changed since setup");
    assertThat(file(system, "/etc/qm/planted").sha256()).as("a link of theirs").isEmpty();
    assertThat(file(system, "/usr/share/qm/selinux/qm.cil").role())
        .isEqualTo("module of the SELinux policy");
    assertThat(system.gaps()).anyMatch(it -> it.startsWith("/etc/qm/planted"));
  }

  @Test
  void theKernelsConfigurationIsReadFromWhereverItIs() throws Exception {
    Files.createDirectories(folder.resolve("proc"));
    Files.createDirectories(folder.resolve("boot"));
    Files.writeString(folder.resolve("boot/config-6.12.0"), CONFIG);

    var boot = KernelConfiguration.read(new Root(folder), "6.12.0");
    compressed(folder.resolve("proc/config.gz"), CONFIG.getBytes(StandardCharsets.UTF_8));
    var proc = KernelConfiguration.read(new Root(folder), "6.12.0");

    assertThat(boot.source()).isEqualTo("/boot/config-6.12.0");
    assertThat(proc.source()).isEqualTo("/proc/config.gz");
    assertThat(proc.sha256()).isEqualTo(boot.sha256());
    assertThat(value(proc, "CONFIG_RT_GROUP_SCHED")).isEqualTo("n");
    assertThat(value(proc, "CONFIG_USER_NS")).isEqualTo("y");
    assertThat(value(proc, "CONFIG_HZ")).isEqualTo("250");
    assertThat(value(proc, "CONFIG_LSM")).isEqualTo("\"selinux,bpf\"");
    assertThat(value(proc, "CONFIG_PSI")).isEqualTo(KernelConfiguration.UNNAMED);
  }

  @Test
  void aConfigurationThatUnpacksToMoreThanAnyIsRefused() throws Exception {
    Files.createDirectories(folder.resolve("proc"));
    compressed(folder.resolve("proc/config.gz"), new byte[64 << 20]);

    assertThatThrownBy(() -> KernelConfiguration.read(new Root(folder), ""))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("longer than");
    assertThatThrownBy(() -> KernelConfiguration.read(new Root(folder.resolve("boot")), "../x"))
        .isInstanceOf(HostException.class);
  }

  private static void compressed(Path file, byte[] bytes) throws IOException {
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes);
    }
  }

  private static String value(KernelConfiguration kernel, String name) {
    return kernel.settings().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private static HashedFile file(SystemDescription system, String path) {
    return system.files().stream()
        .filter(it -> it.path().equals(path))
        .findFirst()
        .orElseThrow(() -> new AssertionError(path + " in " + system.files()));
  }
}
