package dev.qm.bluechi.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may control which units. */
class PermissionsTest {
  private static final Path FILE = Path.of("/etc/qm-assurance/bluechi/permissions.conf");

  @Test
  void withoutAFileTheControllerMayControlEverything() {
    assertThat(Permissions.NONE.mayControl("ecu1", "brake.service")).isTrue();
    assertThat(Permissions.NONE.mayManage("ecu1")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    // a partition on units of its host, of another host, of its own and another partition
    "qm.ecu1, ecu1, false",
    "qm.ecu1, ecu2, false",
    "qm.ecu1, qm.ecu1, true",
    "qm.ecu1, qm.ecu2, true",
    "ecu1, ecu2, true",
    "ecu1, qm.ecu1, true",
    // names that only look like one
    "qmx, ecu1, true",
    "qm.ecu1, qmecu1, false"
  })
  void withoutAFileAPartitionMayDependOnPartitionsOnly(String who, String on, boolean may) {
    assertThat(Permissions.NONE.mayDepend(who, on, "x.service")).isEqualTo(may);
  }

  @ParameterizedTest
  @CsvSource({
    "radio-fm.service, true",
    "nav.service, true",
    "radio-.service, true",
    "radio.service, false",
    "brake.service, false",
    "nav.service.d, false",
    "xnav.service, false",
    "'', false"
  })
  void onlyTheNamedUnitsOfANodeMayBeControlled(String unit, boolean may) throws Exception {
    var said = parse("[Node ecu1]\nControl=radio-*.service\nControl=nav.service\n");
    assertThat(said.mayControl("ecu1", unit)).isEqualTo(may);
    assertThat(said.mayControl("ecu2", unit)).isTrue();
  }

  @Test
  void whoNamesUnitsMeansTheseAndNotWhatConcernsAll() throws Exception {
    assertThat(parse("[Node ecu1]\nControl=*\n").mayManage("ecu1")).isFalse();
    assertThat(parse("[Node ecu1]\nControl=*\nControlManager=yes\n").mayManage("ecu1")).isTrue();
    assertThat(parse("[Node ecu1]\nControlManager=no\n").mayManage("ecu1")).isFalse();
    assertThat(parse("[Node ecu1]\nDepend=*/*\n").mayManage("ecu1")).isTrue();
  }

  @Test
  void aLineWithoutWordsPermitsNothing() throws Exception {
    var said = parse("[Node qm.ecu1]\nControl=\nDepend=\n");
    assertThat(said.mayControl("qm.ecu1", "x.service")).isFalse();
    assertThat(said.mayDepend("qm.ecu1", "qm.ecu2", "x.service")).isFalse();
    var again = parse("[Node ecu1]\nControl=a.service\nControl=\nControl=b.service\n");
    assertThat(again.mayControl("ecu1", "a.service")).isFalse();
    assertThat(again.mayControl("ecu1", "b.service")).isTrue();
  }

  @Test
  void aPartitionMayDependOnWhatIsNamedAndNothingElse() throws Exception {
    var said = parse("[Node qm.ecu1]\nDepend=ecu1/gps*.service qm.*/*\n");
    assertThat(said.mayDepend("qm.ecu1", "ecu1", "gps1.service")).isTrue();
    assertThat(said.mayDepend("qm.ecu1", "ecu1", "brake.service")).isFalse();
    assertThat(said.mayDepend("qm.ecu1", "ecu2", "gps1.service")).isFalse();
    assertThat(said.mayDepend("qm.ecu1", "qm.ecu2", "any.service")).isTrue();
    assertThat(said.mayDepend("qm.ecu2", "ecu1", "gps1.service")).isFalse();
  }

  /** A star must not swallow the slash, and a name with a slash is no way around. */
  @Test
  void aPatternOfANodeEndsAtTheSlash() throws Exception {
    var said = parse("[Node qm.ecu1]\nDepend=qm.*/gps.service\n");
    assertThat(said.mayDepend("qm.ecu1", "qm.x/gps.service", "brake.service")).isFalse();
    assertThat(said.mayDepend("qm.ecu1", "ecu1", "qm.x/gps.service")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[Node ecu1]\nControls=x\n",
        "[Node ecu1]\nDepend=ecu1\n",
        "[Node ecu1]\nDepend=a.service /x\n",
        "[Node ecu1]\nDepend=a/b/c\n",
        "[Node ecu1]\nControlManager=perhaps\n",
        "[Control]\nNode=x\n",
        "[Node ]\nControl=x\n",
        "Control=x\n"
      })
  void whatIsNotUnderstoodIsNamedWithItsLine(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(HostException.class)
        .message()
        .matches("(?s)/etc/qm-assurance/bluechi/permissions.conf:[12]: .+");
  }

  /** A pattern that would keep other matchers busy for ages. */
  @Test
  void aPatternTakesNoLongerThanItsLength() {
    assertThat(Glob.matches("*a".repeat(200) + "b", "a".repeat(5000))).isFalse();
    assertThat(Glob.matches("*a".repeat(200) + "*", "a".repeat(5000))).isTrue();
  }

  private static Permissions parse(String text) throws HostException {
    return Permissions.parse(FILE, text);
  }
}
