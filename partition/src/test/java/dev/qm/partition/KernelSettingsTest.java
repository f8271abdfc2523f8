package dev.qm.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.partition.KernelSettings.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSettingsTest {
  @Test
  void areThoseOfTheFileThatLandsOnAMachine() throws Exception {
    var settings =
        KernelSettings.parse(
            Files.readString(Machines.SYSTEM.resolve(KernelSettings.FILE.substring(1))));

    assertThat(settings.wanted())
        .extracting(Setting::key)
        .containsExactly(
            "fs.inotify.max_user_instances",
            "fs.inotify.max_user_watches",
            "fs.epoll.max_user_watches",
            "fs.aio-max-nr",
            "user.max_net_namespaces");
  }

  @Test
  void leaveOutWhatIsNoNumber() {
    assertThat(
            KernelSettings.parse("# fs.a = 1\n; fs.b=2\n\nfs.c\n=4\n-fs.d=x\nfs.e=-\n fs.f =  6 \n")
                .wanted())
        .containsExactly(new Setting("fs.f", 6));
  }

  @Test
  void ofAUserStandInForOurs(@TempDir Path folder) throws Exception {
    var root = new Root(folder);
    assertThat(KernelSettings.of(root)).isEmpty();
    Machines.write(root, KernelSettings.FILE, "fs.inotify.max_user_instances=5\n");
    assertThat(KernelSettings.of(root).orElseThrow().wanted())
        .containsExactly(new Setting("fs.inotify.max_user_instances", 5));

    Machines.write(root, "/etc/sysctl.d/50-qm.conf", "");

    assertThat(KernelSettings.of(root).orElseThrow().wanted()).isEmpty();

    Files.delete(root.at("/etc/sysctl.d/50-qm.conf"));
    Files.createSymbolicLink(root.at("/etc/sysctl.d/50-qm.conf"), Path.of("/dev/null"));
    assertThat(KernelSettings.of(root).orElseThrow().wanted()).as("masked").isEmpty();
  }

  @Test
  void areTheLeastOfAllButNamespaces() {
    assertThat(new Setting("kernel.pid_max", 1).isOff()).isFalse();
    assertThat(new Setting("kernel.pid_max", 9_999_999_999L).isOff()).isTrue();
    assertThat(new Setting("user.max_net_namespaces", Integer.MAX_VALUE).isOff()).isFalse();
    assertThat(new Setting("user.max_net_namespaces", -1).isOff()).isTrue();
    assertThat(new Setting("no.such_setting", 9).isOff()).isFalse();
  }

  @Test
  void areLeftWhereTheyAreWell() {
    assertThat(KernelSettings.parse("kernel.pid_max = 1\n").pending()).isEmpty();
  }
}
