package dev.qm.host.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceNodeTest {
  @TempDir Path folder;

  @Test
  void theNullDeviceHasTheNumbersThatEveryLinuxGivesIt() throws Exception {
    var node = DeviceNode.at(Root.HOST, "/dev/null").orElseThrow();

    assertThat(node.device()).isEqualTo("c 1:3");
    assertThat(node.kind()).isEqualTo(DeviceNode.Kind.CHARACTER);
    assertThat(node.path()).isEqualTo("/dev/null");
    assertThat(node.mode())
        .isEqualTo((int) Files.getAttribute(Path.of("/dev/null"), "unix:mode") & 0777);
    assertThat(node.uid()).isZero();
  }

  @Test
  void aLinkIsNoNodeButLeadsToOne() throws Exception {
    var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/zero"));

    assertThat(DeviceNode.at(Root.HOST, link.toString())).isEmpty();
    assertThat(DeviceNode.behind(link).orElseThrow().device()).isEqualTo("c 1:5");
  }

  @Test
  void filesFoldersAndNothingAreNoNodes() throws Exception {
    var file = Files.createFile(folder.resolve("file"));

    assertThat(DeviceNode.at(Root.HOST, file.toString())).isEmpty();
    assertThat(DeviceNode.at(Root.HOST, folder.toString())).isEmpty();
    assertThat(DeviceNode.at(Root.HOST, folder + "/none")).isEmpty();
    assertThat(DeviceNode.at(Root.HOST, file + "/below")).isEmpty();
    assertThat(DeviceNode.behind(folder.resolve("none"))).isEmpty();
  }

  /** A plug that is pulled and put back: the container that asks for it must start all the same. */
  @Test
  void aNodeThatComesAndGoesIsThereOrNotAndNeverAFailure() throws Exception {
    var device = folder.resolve("device");
    var looked = new AtomicBoolean();
    var hotplug =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (!looked.get()) {
                var file = device.toFile();
                try {
                  assertThat(file.createNewFile()).isTrue();
                } catch (IOException full) {
                  throw new UncheckedIOException(full);
                }
                assertThat(file.delete()).isTrue();
              }
            });
    try {
      for (var i = 0; i < 100_000; i++) {
        assertThat(DeviceNode.at(Root.HOST, device.toString())).isEmpty();
      }
      assertThat(hotplug.isAlive()).isTrue();
    } finally {
      looked.set(true);
      hotplug.join();
    }
  }

  /** makedev(3): the low parts in the lower half, the high parts in the upper one. */
  @Property
  void numbersOfAnySizeAreTakenApart(
      @ForAll @LongRange(max = 0xffff_ffffL) long major,
      @ForAll @LongRange(max = 0xffff_ffffL) long minor) {
    var device =
        ((major & 0xfff) << 8)
            | ((major & ~0xfffL) << 32)
            | (minor & 0xff)
            | ((minor & ~0xffL) << 12);

    assertThat(Integer.toUnsignedLong(DeviceNode.major(device))).isEqualTo(major);
    assertThat(Integer.toUnsignedLong(DeviceNode.minor(device))).isEqualTo(minor);
  }
}
