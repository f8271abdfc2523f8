package dev.qm.partition.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NeededDeviceTest {
  private static final NeededDevice CAMERA = device("/dev/video*");

  @Test
  void theStarStandsForANumberAndTheSmallestComesFirst() {
    assertThat(CAMERA.among(List.of("video10", "video2", "videoX", "video", "null", "vide1")))
        .containsExactly("/dev/video2", "/dev/video10");
    assertThat(device("/dev/snd/controlC*").among(List.of("pcmC0D0p", "controlC0", "timer")))
        .containsExactly("/dev/snd/controlC0");
  }

  @Test
  void withoutAStarItIsThatDeviceAlone() {
    assertThat(device("/dev/kvm").among(List.of("kvm", "kvm1"))).containsExactly("/dev/kvm");
  }

  /** The names come from the partition, and the path that is chosen is written into a unit. */
  @Property
  void noNameGetsMoreThanANumberIntoThePath(@ForAll List<String> names, @ForAll String tail) {
    var hostile = new java.util.ArrayList<>(names);
    hostile.add("video" + tail);
    hostile.add("video1" + tail);

    assertThat(CAMERA.among(hostile)).allMatch(path -> path.matches("/dev/video[0-9]{1,6}"));
  }

  private static NeededDevice device(String pattern) {
    return new NeededDevice(pattern, NeededDevice.Need.REQUIRED, "add-on", Optional.empty());
  }
}
