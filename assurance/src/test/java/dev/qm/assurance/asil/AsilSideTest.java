package dev.qm.assurance.asil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsilSideTest {
  private static final Path FILE = Path.of("/etc/qm-assurance/asil.conf");

  @Test
  void linesAddUpAndEachUnitKnowsItsOwn() throws Exception {
    var side =
        AsilSide.parse(
            FILE, "# the safety case, chapter 4\n[Asil]\nUnits=a.service b.slice\nUnits=c.scope\n");

    assertThat(side.units())
        .containsExactly(unit("a.service", 3), unit("b.slice", 3), unit("c.scope", 4));
  }

  @Test
  void whoForgetsTheHeaderIsToldWhichOne() {
    assertThatThrownBy(() -> AsilSide.parse(FILE, "Units=a.service\n"))
        .isInstanceOfSatisfying(
            HostException.class, it -> assertThat(it.mend()).contains("put [Asil] above it"))
        .hasMessageContaining(FILE + ":1");
  }

  @Test
  void anEmptyLineTakesBackWhatStandsBeforeIt() throws Exception {
    var side = AsilSide.parse(FILE, "[Asil]\nUnits=a.service\nUnits=\nUnits=b.service\n");

    assertThat(side.units()).containsExactly(unit("b.service", 4));
  }

  @ParameterizedTest
  @CsvSource({
    "brake.service, brake.service, true",
    "brake.service, brakes.service, false",
    "brake.service, brake@1.service, false",
    "brake@.service, brake@front.service, true",
    "brake@.service, brake@.service, true",
    "brake@.service, brake@front.scope, false",
    "brake@front.service, brake@rear.service, false",
    "safety.slice, safety.slice, true",
    "safety.slice, safety-brake.slice, true",
    "safety.slice, safetynet.slice, false",
    "safety.slice, safety-brake.service, false",
    "safety-brake.slice, safety.slice, false",
  })
  void aUnitBelongsByItsNameAndASliceByTheOnesAboveToo(String named, String unit, boolean isOfIt)
      throws Exception {
    assertThat(AsilSide.of(List.of(named)).hasUnit(unit)).isEqualTo(isOfIt);
  }

  @ParameterizedTest
  @CsvSource({
    "brake.service, /system.slice/brake.service, true",
    "brake.service, /system.slice/brake.service/worker/3, true",
    "brake.service, /safety.slice/safety-a.slice/brake.service, true",
    "safety.slice, /safety.slice/safety-a.slice/brake.service, true",
    "safety.slice, /safety.slice, true",
    "cpu.service, /system.slice/_cpu.service, true",
    "brake.service, /, false",
    "brake.service, '', false",
    "brake.service, /system.slice, false",
    "user@1000.service, /user.slice/user-1000.slice/user@1000.service/app.slice/x.service, true",
  })
  void aGroupBelongsByTheUnitAndTheSlicesThatTheHostNamed(
      String named, String group, boolean isOfIt) throws Exception {
    assertThat(AsilSide.of(List.of(named)).hasGroup(group)).isEqualTo(isOfIt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/QM.slice/qm.service/libpod-payload-1/system.slice/brake.service",
        "/QM.slice/qm.service/libpod-payload-1/safety.slice/x.service",
        "/qm/partition/libpod-1/safety.slice",
        "/user.slice/user-1000.slice/user@1000.service/safety.slice/brake.service",
      })
  void nobodyJoinsTheSideByNamingAGroupOfHisOwn(String group) throws Exception {
    var side = AsilSide.of(List.of("brake.service", "safety.slice"));

    assertThat(side.hasGroup(group)).isFalse();
  }

  @Test
  void aServiceBelongsByItsSliceToo() throws Exception {
    var side = AsilSide.of(List.of("safety.slice"));

    assertThat(side.hasUnit("brake.service", "safety-brake.slice")).isTrue();
    assertThat(side.hasUnit("brake.service", "system.slice")).isFalse();
  }

  @Test
  void withoutTheFileNobodyIsNamed(@TempDir Path root) throws Exception {
    assertThat(AsilSide.read(new Root(root))).isEmpty();
  }

  @Test
  void theFileIsTheHostsOwnAndNotBelowThePartitionsEtc(@TempDir Path root) throws Exception {
    // /etc/qm is the partition's own /etc: root inside could write the file
    for (var folder : List.of("etc/qm", "etc/qm.private/etc", "etc/qm-assurance")) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.writeString(root.resolve("etc/qm/asil.conf"), "[Asil]\nUnits=hostile.service\n");
    assertThat(AsilSide.read(new Root(root))).isEmpty();

    Files.writeString(root.resolve("etc/qm-assurance/asil.conf"), "[Asil]\nUnits=brake.service\n");

    assertThat(AsilSide.read(new Root(root)).orElseThrow().hasUnit("brake.service")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [Asil];Units=a.service, b.service | asil.conf:2: 'a.service,' is no unit | put blanks between names
          [Asil];Units=radio.container      | asil.conf:2: 'radio.container'       | radio.service
          [Asil];Units=brake                | asil.conf:2: 'brake' is no unit      | systemctl
          [Asil];;Units=-.slice             | asil.conf:3: '-.slice' cannot be     | name the slices
          [Asil];Unit=a.service             | asil.conf:2: unknown key 'Unit'      | Units=
          [Asils];Units=a.service           | asil.conf:1: there is no section     | [Asil]
          [Asil];Units=                     | asil.conf:1: no unit is named        | or remove the file
          ;                                 | asil.conf:1: no unit is named        | or remove the file
          Units=a.service                   | asil.conf:1:                         | [
          """)
  void whatCannotBeMeantIsNamedWithItsLineAndAMend(String text, String what, String mend) {
    assertThatThrownBy(() -> AsilSide.parse(FILE, text.replace(';', '\n')))
        .isInstanceOfSatisfying(
            HostException.class,
            error -> {
              assertThat(error.what()).contains(what);
              assertThat(error.mend().orElse("")).contains(mend);
            });
  }

  @Test
  void aCommandLineThatNamesNobodyIsRefused() {
    assertThatThrownBy(() -> AsilSide.of(List.of())).isInstanceOf(HostException.class);
    assertThatThrownBy(() -> AsilSide.of(List.of(""))).isInstanceOf(HostException.class);
    assertThatThrownBy(() -> AsilSide.of(List.of("@.service"))).isInstanceOf(HostException.class);
  }

  @Property
  void whatStandsBelowAnotherUnitNeverCounts(@ForAll String below) throws Exception {
    var side = AsilSide.of(List.of("brake.service"));

    assertThat(side.hasGroup("/system.slice/qm.service/" + below + "/brake.service")).isFalse();
  }

  @Property
  void aTextIsUnderstoodOrRefusedWithAReason(@ForAll String text) {
    try {
      assertThat(AsilSide.parse(FILE, "[Asil]\nUnits=" + text).units()).isNotEmpty();
    } catch (HostException refused) {
      assertThat(refused.getMessage()).contains("asil.conf:");
    }
  }

  private static AsilUnit unit(String name, int line) {
    return new AsilUnit(name, Optional.of(new Origin(FILE, line)));
  }
}
