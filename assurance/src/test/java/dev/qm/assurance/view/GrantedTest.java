package dev.qm.assurance.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.view.Options.Option;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrantedTest {
  private static boolean has(String capability, String... options) {
    var all = new ArrayList<Option>();
    for (var option : options) {
      var equals = option.indexOf('=');
      all.add(new Option(option.substring(0, equals), option.substring(equals + 1), List.of()));
    }
    return new Granted(new Options(all)).of(capability).isGiven();
  }

  @Test
  void aContainerThatSaysNothingHasPodmansOwn() {
    assertThat(has("chown")).isTrue();
    assertThat(has("sys_admin")).isFalse();
  }

  @Test
  void whatIsDroppedByNameIsNotInAllWhateverTheOrder() {
    assertThat(has("sys_boot", "cap-drop=sys_boot", "cap-add=all")).isFalse();
    assertThat(has("sys_boot", "cap-add=all", "cap-drop=CAP_SYS_BOOT,sys_time")).isFalse();
    assertThat(has("sys_admin", "cap-add=ALL", "cap-drop=sys_boot")).isTrue();
  }

  @Test
  void whereAllAreDroppedOnlyThoseStayThatAreAdded() {
    assertThat(has("chown", "cap-drop=all", "cap-add=sys_time")).isFalse();
    assertThat(has("sys_time", "cap-drop=all", "cap-add=Sys_Time")).isTrue();
  }

  @Test
  void aPrivilegedOneHasAll() {
    assertThat(has("sys_boot", "cap-drop=sys_boot", "privileged=true")).isTrue();
    assertThat(has("sys_boot", "cap-drop=sys_boot", "privileged=false")).isFalse();
  }

  @Test
  void whatContainersConfNamesStandsForPodmansOwn() {
    assertThat(has("sys_admin", "default-capabilities=CAP_SYS_ADMIN")).isTrue();
    assertThat(has("chown", "default-capabilities=CAP_SYS_ADMIN")).isFalse();
    assertThat(has("chown", "default-capabilities=")).isFalse();
    assertThat(has("sys_admin", "default-capabilities=SYS_ADMIN", "cap-drop=sys_admin")).isFalse();
    assertThat(has("sys_admin", "default-capabilities=SYS_ADMIN", "cap-drop=all")).isFalse();
  }
}
