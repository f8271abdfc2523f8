package dev.qm.host.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeatTest {
  @TempDir Path folder;
  private Root root;

  @BeforeEach
  void aMachineWithTwoSeats() throws IOException {
    root = new Root(folder);
    write("run/systemd/seats/seat0", "IS_SEAT0=1\n");
    write("run/systemd/seats/seat-second", "IS_SEAT0=0\n");
    Files.createDirectories(folder.resolve("run/udev/data"));
  }

  @Test
  void aDeviceBelongsToTheSeatThatUdevSays() throws Exception {
    udev("226:0", "G:seat\n");
    udev("226:1", "E:ID_SEAT=seat-second\nG:seat\nG:seat-second\n");
    udev("13:64", "E:ID_INPUT=1\nE:ID_INPUT_KEYBOARD=1\n");
    udev("13:65", "E:ID_INPUT=1\nE:ID_SEAT=seat-second\n");
    udev("116:2", "E:SUBSYSTEM=sound\nG:uaccess\n");
    udev("81:0", "G:seat\nG:uaccess\n");
    udev("10:232", "G:seat\nG:uaccess\n");
    write("run/udev/data/+drm:card0", "G:seat\n");

    assertThat(devices("seat0")).containsExactly("c13:64", "c226:0");
    assertThat(devices("seat-second")).containsExactly("c13:65", "c226:1");
  }

  @Test
  void theKernelTellsTheNode() throws Exception {
    udev("226:0", "G:seat\n");
    write("sys/dev/char/226:0/uevent", "MAJOR=226\nMINOR=0\nDEVNAME=dri/card0\n");
    node("dri/card0", 226, 0);

    var part = Seat.require(root, "seat0").parts().getFirst();

    assertThat(part.node().orElseThrow().path()).isEqualTo("/dev/dri/card0");
    assertThat(part.node().orElseThrow().device()).isEqualTo("c 226:0");
  }

  @Test
  void aNodeWithOtherNumbersIsAnotherDevice() throws Exception {
    udev("226:0", "G:seat\n");
    write("sys/dev/char/226:0/uevent", "DEVNAME=dri/card0\n");
    node("dri/card0", 226, 9);

    assertThat(Seat.require(root, "seat0").parts().getFirst().node()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MAJOR=226\n", "DEVNAME=dri/gone\n", "DEVNAME=../etc/passwd\n"})
  void aDeviceThatTheKernelHasNoNodeForHasNone(String uevent) throws Exception {
    udev("226:0", "G:seat\n");
    write("sys/dev/char/226:0/uevent", uevent);
    write("etc/passwd", "");

    assertThat(Seat.require(root, "seat0").parts().getFirst().node()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "seat/../seat0", "seat0/", "seat 0", "séat0", "seat\u001b"})
  void whatIsNoNameOfASeatIsRefused(String name) {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> Seat.require(root, name))
        .withMessageContaining("no name of a seat");
  }

  @Test
  void aSeatThatLogindDoesNotKnowIsRefusedWithThoseThatItKnows() {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> Seat.require(root, "seat1"))
        .satisfies(refused ->
            assertThat(refused.mend().orElse("")).isEqualTo("it has seat-second, seat0"));
  }

  @Test
  void withoutUdevsDatabaseNobodyKnowsTheDevices() throws Exception {
    Files.delete(folder.resolve("run/udev/data"));
    var seat = Seat.require(root, "seat0");

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(seat::parts)
        .satisfies(refused -> assertThat(refused.mend().orElse("")).contains("/run/udev/data"));
  }

  private List<String> devices(String seat) throws HostException {
    return Seat.require(root, seat).parts().stream().map(Seat.Part::device).toList();
  }

  private void udev(String device, String entry) throws IOException {
    write("run/udev/data/c" + device, "I:4711\n" + entry + "V:1\n");
  }

  private void write(String file, String content) throws IOException {
    var place = folder.resolve(file);
    Files.createDirectories(place.getParent());
    Files.writeString(place, content);
  }

  private void node(String name, int major, int minor) throws Exception {
    var place = folder.resolve("dev").resolve(name);
    Files.createDirectories(place.getParent());
    var made =
        new ProcessBuilder(
                "mknod", place.toString(), "c", Integer.toString(major), Integer.toString(minor))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    assumeTrue(made == 0, "device nodes are for root to make, mknod(2)");
  }
}
