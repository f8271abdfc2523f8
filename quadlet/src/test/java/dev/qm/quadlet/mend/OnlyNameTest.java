package dev.qm.quadlet.mend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.SystemdKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnlyNameTest {
  private static final List<String> KEYS = KnownKeys.of(UnitType.CONTAINER).names();

  @ParameterizedTest
  @CsvSource({
    "Volumes, Volume",
    "Volum, Volume",
    "Voulme, Volume",
    "Volime, Volume",
    "VOLUME, Volume",
    "ip, IP",
    "Imgae, Image",
    "publishport, PublishPort"
  })
  void oneLetterOrTheCaseOfAllMayBeWrong(String written, String meant) {
    assertThat(OnlyName.near(written, KEYS)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "E", "Exe", "IPs", "Vollums", "Users", "SubGUIDMap", "Env", "Port"})
  void twoLettersOrTwoNamesAreToOwnersToDecide(String written) {
    assertThat(OnlyName.near(written, KEYS)).isEmpty();
  }

  @Test
  void noKnownNameIsTakenForAnotherOneThanItself() {
    for (var type : UnitType.values()) {
      var names = KnownKeys.of(type).names();
      for (var name : names) {
        assertThat(OnlyName.near(name.toLowerCase(Locale.ROOT), names)).contains(name);
      }
    }
    List<String> neighbours = new ArrayList<>();
    for (var section : List.of("Unit", "Service", "Install")) {
      var names = SystemdKeys.of(section);
      for (var name : names) {
        var others = names.stream().filter(other -> !other.equals(name)).toList();
        OnlyName.near(name, others).ifPresent(other -> neighbours.add(name + " " + other));
      }
    }
    // were the list older than a key, the key would hardly ever be taken for another one
    assertThat(neighbours).isSubsetOf(NEIGHBOURS);
  }

  /** Keys of systemd's that differ by one letter, each with its like. */
  private static final List<String> NEIGHBOURS =
      List.of(
          "BindTo BindsTo",
          "BindsTo BindTo",
          "IOAccounting IPAccounting",
          "MemorySwapMax MemoryZSwapMax",
          "MemoryZSwapMax MemorySwapMax",
          "PropagateReloadTo PropagatesReloadTo",
          "PropagatesReloadTo PropagateReloadTo",
          "StartupMemorySwapMax StartupMemoryZSwapMax",
          "StartupMemoryZSwapMax StartupMemorySwapMax");
}
