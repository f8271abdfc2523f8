package dev.qm.assurance.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.file.Mount;
import dev.qm.host.process.Mounts;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HostPlacesTest {
  private static final HostPlaces HOST =
      new HostPlaces(
          Mounts.parse(
              """
              20 1 254:1 / / rw - ext4 /dev/vda1 rw
              24 20 0:23 / /run rw - tmpfs tmpfs rw
              25 20 254:2 /data /srv rw - ext4 /dev/vda2 rw
              26 20 254:2 /data/deep /opt/deep rw - ext4 /dev/vda2 rw
              """));

  private static Mount mount(String device, String root) {
    return Mount.parse("9 8 " + device + " " + root + " /x rw - ext4 x rw").orElseThrow();
  }

  @Test
  void aMountShowsThePartOfTheFileSystemThatItsRootNames() {
    assertThat(HOST.of(mount("254:1", "/etc"))).contains(Path.of("/etc"));
    assertThat(HOST.of(mount("0:23", "/"))).contains(Path.of("/run"));
  }

  @Test
  void theNearestMountOfTheHostNamesIt() {
    assertThat(HOST.of(mount("254:2", "/data/a"))).contains(Path.of("/srv/a"));
    assertThat(HOST.of(mount("254:2", "/data/deep/b"))).contains(Path.of("/opt/deep/b"));
  }

  @Test
  void whatTheHostDoesNotHaveHasNoPlace() {
    assertThat(HOST.of(mount("0:99", "/"))).isEmpty();
    assertThat(HOST.of(mount("254:2", "/other"))).isEmpty();
  }
}
