package dev.qm.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.host.Root;
import dev.qm.host.file.DeviceNode;
import dev.qm.host.socket.JournalStream.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceHookTest {
  private static final String AUDIO = "org.containers.qm.device.audio";

  @TempDir Path folder;
  private Root root;

  @BeforeEach
  void aMachine() throws IOException {
    root = new Root(folder);
    Files.createDirectory(folder.resolve("dev"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "org.containers.qm.device.audio | snd/controlC0 snd/timer | snd/by-id/x",
        "org.containers.qm.device.video | video0 video12 media1 v4l-subdev0 | video videos1 vbi0 radio0",
        "org.containers.qm.device.input | input/event0 input/mice | uinput",
        "org.containers.qm.device.ttys | tty0 tty7 tty63 | tty ttyS0 ttyUSB0",
        "org.containers.qm.device.ttyUSB | ttyUSB0 ttyUSB10 | ttyACM0 ttyUSB",
        "org.containers.qm.device.dvb | dvb/adapter0/frontend0 dvb/adapter1/demux0 | dvb/other/frontend0",
        "org.containers.qm.device.radio | radio0 | radio",
        "org.containers.qm.wayland-client.gpu | dri/renderD128 dri/renderD129 | dri/card0",
      })
  void anAnnotationGivesTheDevicesOfItsKindAndNoOthers(
      String annotation, String wanted, String others) throws Exception {
    for (var name : (wanted + " " + others).split(" ", -1)) {
      node(name, 200, 1);
    }

    var outcome = DeviceHook.apply(root, spec(annotation, "true"));

    assertThat(paths(outcome))
        .containsExactlyInAnyOrder(
            List.of(wanted.split(" ", -1)).stream()
                .map(name -> "/dev/" + name)
                .toArray(String[]::new));
  }

  @Test
  void aNodeIsAddedAsItIsOnThisSideAndItsRuleToo() throws Exception {
    node("snd/timer", 116, 33);
    mend("chmod", "0640", "snd/timer");
    mend("chown", "7:29", "snd/timer");

    var outcome = DeviceHook.apply(root, spec(AUDIO, "true"));

    assertThat(outcome.spec())
        .contains(
            "{\"path\":\"/dev/snd/timer\",\"type\":\"c\",\"major\":116,\"minor\":33,\"fileMode\":416,\"uid\":7,\"gid\":29}")
        .contains("{\"allow\":true,\"type\":\"c\",\"major\":116,\"minor\":33,\"access\":\"rw\"}");
    assertThat(said(outcome))
        .containsExactly("INFO " + AUDIO + ": /dev/snd/timer c 116:33 rw added");
  }

  @Test
  void whatTheContainerHasAlreadyIsNotAddedTwice() throws Exception {
    node("snd/timer", 116, 33);
    var once = DeviceHook.apply(root, spec(AUDIO, "true"));

    var twice = DeviceHook.apply(root, once.spec());

    assertThat(twice.spec()).isEqualTo(once.spec());
    assertThat(said(twice))
        .containsExactly("INFO " + AUDIO + ": /dev/snd/timer c 116:33 is there already");
  }

  @Test
  void aPathThatTheUserGaveToAnotherDeviceStaysIts() throws Exception {
    node("snd/timer", 116, 33);
    var spec =
        "{\"annotations\":{\""
            + AUDIO
            + "\":\"true\"},\"linux\":{\"devices\":"
            + "[{\"path\":\"/dev/snd/timer\",\"type\":\"c\",\"major\":1,\"minor\":3}]}}";

    var outcome = DeviceHook.apply(root, spec);

    assertThat(outcome.spec()).isEqualTo(spec);
    assertThat(said(outcome).getFirst()).startsWith("WARNING").contains("another device");
  }

  @Test
  void aDeviceThatIsNotThereIsAWarningAndTheContainerStarts() throws Exception {
    var spec = spec(AUDIO, "true");

    var outcome = DeviceHook.apply(root, spec);

    assertThat(outcome.spec()).isEqualTo(spec);
    assertThat(said(outcome))
        .containsExactly("WARNING " + AUDIO + ": there is no such device here");
  }

  @Test
  void aDeviceThatVanishesBetweenTheListAndTheLookIsLeftOutWithAWarning() throws Exception {
    node("snd/controlC0", 116, 0);
    node("snd/timer", 116, 33);
    var devices = new DeviceFolder(root);
    var listed = devices.paths(DeviceKind.AUDIO);
    Files.delete(folder.resolve("dev/snd/timer"));

    var hook = new DeviceHook(root);
    var spec = RuntimeSpec.parse("{}");
    for (var path : listed) {
      hook.look(spec, path, AUDIO);
    }

    assertThat(listed).hasSize(2);
    assertThat(said(hook.outcome(spec)))
        .containsExactly(
            "INFO " + AUDIO + ": /dev/snd/controlC0 c 116:0 rw added",
            "WARNING " + AUDIO + ": left out /dev/snd/timer, which vanished");
  }

  @Test
  void devicesThatComeAndGoDisturbNoContainer() throws Exception {
    node("snd/controlC0", 116, 0);
    var hotplug = new AtomicBoolean(true);
    try (var other = Executors.newVirtualThreadPerTaskExecutor()) {
      var plugged =
          other.submit(() -> {
            for (var i = 0; hotplug.get(); i++) {
              var link = folder.resolve("dev/snd/pcm" + i % 7);
              Files.createFile(link);
              Files.delete(link);
            }
            return true;
          });
      try {
        for (var i = 0; i < 200; i++) {
          assertThat(paths(DeviceHook.apply(root, spec(AUDIO, "true"))))
              .containsExactly("/dev/snd/controlC0");
        }
      } finally {
        // also after a failure: the executor waits at its end for what it runs
        hotplug.set(false);
      }
      assertThat(plugged.get()).isTrue();
    }
  }

  @Test
  void linksInDevLeadNowhere() throws Exception {
    node("null", 1, 3);
    Files.createDirectories(folder.resolve("dev/real"));
    node("real/timer", 116, 33);
    Files.createSymbolicLink(folder.resolve("dev/snd"), Path.of("real"));
    Files.createDirectory(folder.resolve("dev/input"));
    Files.createSymbolicLink(folder.resolve("dev/input/event0"), Path.of("../null"));
    Files.createSymbolicLink(folder.resolve("dev/video0"), Path.of("/dev/null"));

    for (var kind : List.of("audio", "input", "video")) {
      var spec = spec("org.containers.qm.device." + kind, "true");
      assertThat(DeviceHook.apply(root, spec).spec()).isEqualTo(spec);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.containers.qm.device.Audio", "org.containers.qm.device.audio.",
            "org.containers.qm.device",
        "org.containers.qm.devices.audio", "org.containers.qm.wayland",
            "org.containers.qm.wayland.seats",
        "org.containers.qm.wayland-client.GPU"
      })
  void anAnnotationThatLooksLikeOursAndIsNoneOpensNothingAndIsTold(String annotation)
      throws Exception {
    node("snd/timer", 116, 33);
    var spec = spec(annotation, "true");

    var outcome = DeviceHook.apply(root, spec);

    assertThat(outcome.spec()).isEqualTo(spec);
    assertThat(outcome.unknown())
        .singleElement()
        .satisfies(unknown -> {
          assertThat(unknown.annotation()).isEqualTo(annotation);
          assertThat(unknown.known()).contains(AUDIO).hasSize(9);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"org.containers.qm.other", "org.example.device.audio", "device.audio", ""})
  void otherAnnotationsAreNoneOfItsBusiness(String annotation) throws Exception {
    var spec = spec(annotation, "whatever");

    assertThat(DeviceHook.apply(root, spec).spec()).isEqualTo(spec);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "TRUE", "TrUe", "1", "yes", "Yes"})
  void aYesIsAYesHoweverItIsWritten(String value) throws Exception {
    node("snd/timer", 116, 33);

    assertThat(paths(DeviceHook.apply(root, spec(AUDIO, value)))).containsExactly("/dev/snd/timer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "False", "0", "no", "NO"})
  void aNoAsksForNothingWithoutAWord(String value) throws Exception {
    node("snd/timer", 116, 33);
    var spec = spec(AUDIO, value);

    assertThat(DeviceHook.apply(root, spec).spec()).isEqualTo(spec);
    assertThat(DeviceHook.apply(root, spec).log()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "on", "true ", "2", "tru\u0131", "enabled"})
  void aValueThatMeansNothingOpensNothingWithAWarning(String value) throws Exception {
    node("snd/timer", 116, 33);
    var spec = spec(AUDIO, value);

    var outcome = DeviceHook.apply(root, spec);

    assertThat(outcome.spec()).isEqualTo(spec);
    assertThat(said(outcome))
        .containsExactly(
            "WARNING " + AUDIO + ": opens nothing, '" + value + "' is neither true nor false");
  }

  @Test
  void aSeatGivesItsDevices() throws Exception {
    write("run/systemd/seats/seat0", "");
    write("run/udev/data/c226:0", "G:seat\n");
    write("sys/dev/char/226:0/uevent", "DEVNAME=dri/card0\n");
    write("run/udev/data/c13:64", "E:ID_INPUT=1\n");
    node("dri/card0", 226, 0);

    var outcome = DeviceHook.apply(root, spec("org.containers.qm.wayland.seat", "seat0"));

    assertThat(paths(outcome)).containsExactly("/dev/dri/card0");
    assertThat(said(outcome))
        .containsExactly(
            "WARNING org.containers.qm.wayland.seat: left out device 13:64, which vanished",
            "INFO org.containers.qm.wayland.seat: /dev/dri/card0 c 226:0 rw added");
  }

  @ParameterizedTest
  @ValueSource(strings = {"seat0", "true", "", "../../etc"})
  void aSeatThatLogindDoesNotRunIsAWarningAndTheContainerStarts(String seat) throws Exception {
    var spec = spec("org.containers.qm.wayland.seat", seat);

    var outcome = DeviceHook.apply(root, spec);

    assertThat(outcome.spec()).isEqualTo(spec);
    assertThat(said(outcome))
        .singleElement()
        .asString()
        .startsWith("WARNING org.containers.qm.wayland.seat: ")
        .containsAnyOf("systemd-logind has no seat0", "is no name of a seat");
  }

  @Test
  void aSeatWithoutUdevsDatabaseIsAWarningAndTheContainerStarts() throws Exception {
    write("run/systemd/seats/seat0", "");

    assertThat(said(DeviceHook.apply(root, spec("org.containers.qm.wayland.seat", "seat0"))))
        .singleElement()
        .asString()
        .contains("the devices of seat0 are not known");
  }

  private static String spec(String annotation, String value) {
    return "{\"annotations\":{\"" + annotation + "\":\"" + value + "\"},\"linux\":{}}";
  }

  private static List<String> paths(DeviceHook.Outcome outcome) {
    return Pattern.compile("\"path\":\"([^\"]*)\"")
        .matcher(outcome.spec())
        .results()
        .map(result -> result.group(1))
        .toList();
  }

  private static List<String> said(DeviceHook.Outcome outcome) {
    return outcome.log().stream().map(DeviceHookTest::line).toList();
  }

  private static String line(Line line) {
    return line.priority() + " " + line.text();
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
    assertThat(DeviceNode.at(root, "/dev/" + name)).isPresent();
  }

  private void mend(String program, String how, String name) throws Exception {
    var place = folder.resolve("dev").resolve(name).toString();
    assertThat(new ProcessBuilder(program, how, place).start().waitFor()).isZero();
  }
}
