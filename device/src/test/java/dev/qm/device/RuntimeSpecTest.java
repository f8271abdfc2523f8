package dev.qm.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import dev.qm.host.file.DeviceNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeSpecTest {
  private static final DeviceNode SOUND =
      new DeviceNode("/dev/snd/timer", DeviceNode.Kind.CHARACTER, 116, 33, 0660, 0, 29);
  private static final String NODE =
      "{'path':'/dev/snd/timer','type':'c','major':116,'minor':33,'fileMode':432,'uid':0,'gid':29}";
  private static final String RULE =
      "{'allow':true,'type':'c','major':116,'minor':33,'access':'rw'}";

  /** Each shape that a spec may have, and what it becomes; quotes are single here. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | {'linux':{'devices':[N],'resources':{'devices':[R]}}}",
        "{ } | { 'linux':{'devices':[N],'resources':{'devices':[R]}}}",
        "{'linux':null} | {'linux':{'devices':[N],'resources':{'devices':[R]}}}",
        "{'linux':{}} | {'linux':{'devices':[N],'resources':{'devices':[R]}}}",
        "{'linux':{'x':1}} | {'linux':{'x':1,'devices':[N],'resources':{'devices':[R]}}}",
        "{'linux':{'devices':null,'resources':null}}"
            + " | {'linux':{'devices':[N],'resources':{'devices':[R]}}}",
        "{'linux':{'resources':{},'devices':[]}}"
            + " | {'linux':{'resources':{'devices':[R]},'devices':[N]}}",
        "{'linux':{'resources':{'devices':null}}}"
            + " | {'linux':{'resources':{'devices':[R]},'devices':[N]}}",
        "{'linux':{'devices':[{'path':'/dev/x','type':'c'}],'resources':{'pids':{},'devices':[ ]}}}"
            + " | {'linux':{'devices':[{'path':'/dev/x','type':'c'},N],'resources':{'pids':{},'devices':[ R]}}}",
      })
  void devicesAreAddedWhereverTheyHaveToStand(String before, String after) throws Exception {
    assertThat(with(before))
        .isEqualTo(after.replace("N", NODE).replace("R", RULE).replace('\'', '"'));
  }

  @Test
  void nothingElseChangesNotEvenTheWayNumbersAreWritten() throws Exception {
    var odd =
        "{ 'z': 1.50e+3,\n\t'unknown': {'b': -0, 'a': '\\u00e9\\/'}, 'linux': {'devices' : []} , 'big':"
            + " 123456789012345678901234567890 }\n";

    var changed = with(odd);

    assertThat(
            changed
                .replace("," + json("'resources':{'devices':[" + RULE + "]}"), "")
                .replace(json(NODE), ""))
        .isEqualTo(json(odd));
  }

  @Test
  void withoutDevicesTheTextIsTheSame() throws Exception {
    var spec = real();

    assertThat(RuntimeSpec.parse(spec).with(List.of())).isSameAs(spec);
  }

  @Test
  void aSpecOfPodmanKeepsAllThatItHad() throws Exception {
    var spec = real();

    var changed = RuntimeSpec.parse(spec).with(List.of(SOUND));

    assertThat(changed.replace(json(",'devices':[" + NODE + "]"), "").replace(json("," + RULE), ""))
        .isEqualTo(spec);
    var again = RuntimeSpec.parse(changed);
    assertThat(again.has(SOUND)).isTrue();
    assertThat(again.opens(SOUND)).isTrue();
    assertThat(again.with(List.of(SOUND))).isEqualTo(changed);
  }

  @Test
  void aSpecOfPodmanTellsWhoseItIs() throws Exception {
    var spec = RuntimeSpec.parse(real());

    assertThat(spec.container()).contains("aedaaafabdb8");
    assertThat(spec.annotations()).containsEntry("org.containers.qm.device.audio", "true");
  }

  @ParameterizedTest
  @CsvSource({
    "machine.slice:libpod:aedaaafabdb80feb161abd, aedaaafabdb8",
    "/libpod_parent/libpod-aedaaafabdb80feb161abd, aedaaafabdb8",
    "/machine.slice/libpod-aedaaafabdb80feb161abd.scope, aedaaafabdb8",
    "/system.slice/radio.service, ''",
    "'', ''"
  })
  void theShortIdIsThatOfPodman(String cgroup, String id) throws Exception {
    var spec = RuntimeSpec.parse(json("{'linux':{'cgroupsPath':'" + cgroup + "'}}"));

    assertThat(spec.container().orElse("")).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  | {'allow':true,'access':'rwm'}",
        "true  | {'allow':true,'type':'a','access':'rwm'}",
        "true  | {'allow':true,'type':'c','major':116,'access':'rw'}",
        "true  | {'allow':true,'type':'c','major':116,'minor':33,'access':'rwm'}",
        "false | {'allow':true,'type':'c','major':116,'minor':33,'access':'r'}",
        "false | {'allow':true,'type':'c','major':116,'minor':34,'access':'rw'}",
        "false | {'allow':true,'type':'b','major':116,'minor':33,'access':'rw'}",
        "false | {'allow':false,'access':'rwm'}",
        "false | {'allow':true,'access':'rwm'},{'allow':false,'access':'rwm'}",
        "true  | {'allow':false,'access':'rwm'},{'allow':true,'type':'c','access':'rw'}",
      })
  void aRuleIsAddedOnlyIfNoneOpensTheDevice(boolean opens, String rules) throws Exception {
    var spec = RuntimeSpec.parse(json("{'linux':{'resources':{'devices':[" + rules + "]}}}"));

    assertThat(spec.opens(SOUND)).isEqualTo(opens);
  }

  @Test
  void aNameThatJsonHasToEscapeStaysTheName() throws Exception {
    var odd = new DeviceNode("/dev/snd/a\"\\\n\u00e9", DeviceNode.Kind.CHARACTER, 1, 2, 0, 0, 0);

    assertThat(RuntimeSpec.parse(RuntimeSpec.parse("{}").with(List.of(odd))).has(odd)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "1",
        "{'linux':[]}",
        "{'linux':1}",
        "{'linux':{'devices':{}}}",
        "{'linux':{'devices':[1]}}",
        "{'linux':{'resources':[]}}",
        "{'linux':{'resources':{'devices':[[]]}}}",
        "{'annotations':[]}",
        "{'annotations':{'a':true}}",
        "{'annotations':{'a':null}}",
        "{'linux':{},'linux':{}}",
        "{'annotations':{'a':'true','a':'false'}}",
        "{'linux':{'resources':{'devices':[{'major':1.5}]}}}",
        "{} {}"
      })
  void whatIsNoSpecIsRefusedInOneMessage(String text) {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> RuntimeSpec.parse(json(text)))
        .withMessageStartingWith("standard input is no runtime spec: ")
        .withMessageContaining("at line 1, column ");
  }

  /** Fuzzing: a real spec, one part of it cut out or doubled. */
  @Property(tries = 1000)
  void aDamagedSpecIsRefusedOrStillSound(
      @ForAll @IntRange(max = 4000) int from,
      @ForAll @IntRange(max = 40) int length,
      @ForAll boolean doubled)
      throws IOException {
    var spec = real();
    var end = Math.min(spec.length(), from + length);
    var damaged = spec.substring(0, doubled ? end : from) + spec.substring(doubled ? from : end);
    try {
      var changed = RuntimeSpec.parse(damaged).with(List.of(SOUND));
      assertThat(RuntimeSpec.parse(changed).has(SOUND)).isTrue();
      assertThat(RuntimeSpec.parse(changed).opens(SOUND)).isTrue();
    } catch (HostException refused) {
      assertThat(refused).hasMessageContaining("no runtime spec");
    }
  }

  private static String with(String spec) throws HostException {
    return RuntimeSpec.parse(json(spec)).with(List.of(SOUND));
  }

  private static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }

  /** What Podman 5.4.2 gave to a hook. */
  static String real() throws IOException {
    try (var in = RuntimeSpecTest.class.getResourceAsStream("spec.json")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
