package dev.qm.partition.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.host.cgroup.LiveLimit;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files alone tell, and the parts that need no process. */
class StoppedPartitionTest {
  private static final Path LIMITS = Path.of("/proc/7/limits");

  private static final String TEXT =
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max open files            1024                 524288               files
      Max msgqueue size         409600               409600               bytes
      Max cpu time              unlimited            unlimited            seconds
      """;

  @TempDir private Path folder;

  private PartitionSpec spec;

  @BeforeEach
  void aPartitionOfFiles() throws Exception {
    write(
        Layout.QUADLET,
        """
        [Container]
        Rootfs=/usr/lib/qm/rootfs
        AddDevice=-/dev/null:/dev/zilch:r
        Sysctl=fs.mqueue.queues_max=4
        [Service]
        MemoryMax=1G
        OOMScoreAdjust=500
        DeviceAllow=/dev/fuse
        """);
    write(Layout.DROP_INS + "/50-own.conf", "[Service]\nMemoryMax=2G\nDeviceAllow=/dev/kvm\n");
    spec = PartitionSpec.require(new Root(folder));
  }

  @Test
  void settingsAreThoseThatDropInsLeave() throws Exception {
    var view = ContainerView.of(spec, Optional.empty());

    assertThat(view.live()).isEmpty();
    assertThat(view.system()).contains("/usr/lib/qm/rootfs");
    assertThat(view.files())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("qm.container", "50-own.conf");
    assertThat(view.settings())
        .extracting(setting -> setting.entry().key() + "=" + setting.entry().value())
        .contains("MemoryMax=2G", "DeviceAllow=/dev/fuse", "DeviceAllow=/dev/kvm")
        .doesNotContain("MemoryMax=1G");
  }

  @Test
  void limitsAreToldWithTheirLines() throws Exception {
    var view = LimitView.of(spec, Optional.empty());

    assertThat(view.differing()).isZero();
    assertThat(view.limits()).allMatch(limit -> limit.standing() == LiveLimit.Standing.UNKNOWN);
    assertThat(view.limits())
        .extracting(limit -> limit.key() + "=" + limit.wanted())
        .containsExactlyInAnyOrder(
            "MemoryMax=2G",
            "OOMScoreAdjust=500",
            "DeviceAllow=/dev/fuse",
            "DeviceAllow=/dev/kvm",
            "Sysctl=fs.mqueue.queues_max=4");
    assertThat(view.limits())
        .filteredOn(limit -> limit.key().equals("MemoryMax"))
        .allMatch(limit -> limit.origin().orElseThrow().toString().endsWith("50-own.conf:2"));
  }

  @Test
  void devicesAreToldWithTheirLines() throws Exception {
    var view = DeviceView.of(spec, Optional.empty());

    assertThat(view.nodes()).isEmpty();
    assertThat(view.rules()).isEmpty();
    assertThat(view.wanted())
        .containsExactly(
            new DeviceView.Wanted(
                "/dev/null",
                "/dev/zilch",
                true,
                true,
                false,
                new Origin(folder.resolve(Layout.QUADLET.substring(1)), 3)));
    assertThat(view.allowed()).extracting(Entry::value).containsExactly("/dev/fuse", "/dev/kvm");
  }

  @Test
  void aResourceLimitIsComparedSoftAndHard() {
    assertThat(standing("LimitNOFILE", "1024:524288", "Max open files"))
        .isEqualTo(LiveLimit.Standing.SAME);
    assertThat(standing("LimitMSGQUEUE", "400K", "Max msgqueue size"))
        .isEqualTo(LiveLimit.Standing.SAME);
    assertThat(standing("LimitCPU", "infinity", "Max cpu time")).isEqualTo(LiveLimit.Standing.SAME);
    assertThat(standing("LimitNOFILE", "1024", "Max open files"))
        .isEqualTo(LiveLimit.Standing.DIFFERENT);
    assertThat(standing("LimitRTTIME", "1", "Max realtime timeout"))
        .isEqualTo(LiveLimit.Standing.UNKNOWN);
  }

  private static LiveLimit.Standing standing(String key, String value, String title) {
    var entry = new Entry(key, value, new Origin(Path.of("/qm.container"), 1));
    return LimitView.resource(entry, value, title, TEXT, LIMITS).standing();
  }

  private void write(String place, String text) throws Exception {
    var file = folder.resolve(place.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
