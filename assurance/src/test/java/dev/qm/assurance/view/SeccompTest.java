package dev.qm.assurance.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeccompTest {
  private static Seccomp profile(String rules, String... capabilities) throws IOException {
    var has = Set.of(capabilities);
    return Seccomp.parse(
        "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 38, \"archMap\": [{}],"
            + " \"syscalls\": ["
            + rules
            + "]}",
        "amd64",
        has::contains);
  }

  @Test
  void whatNoRuleNamesGetsTheDefault() throws IOException {
    assertThat(profile("").allows("bpf", Map.of())).isFalse();
    assertThat(
            Seccomp.parse("{\"defaultAction\": \"SCMP_ACT_ALLOW\"}", "amd64", _ -> false)
                .allows("bpf", Map.of()))
        .isTrue();
  }

  @Test
  void aRuleCountsForTheCapabilitiesThatItNames() throws IOException {
    var rules =
        """
        {"names": ["bpf"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}},
        {"names": ["acct"], "action": "SCMP_ACT_ALLOW", "excludes": {"caps": ["CAP_SYS_ADMIN"]}}
        """;

    assertThat(profile(rules, "sys_admin").allows("bpf", Map.of())).isTrue();
    assertThat(profile(rules).allows("bpf", Map.of())).isFalse();
    assertThat(profile(rules, "sys_admin").allows("acct", Map.of())).isFalse();
    assertThat(profile(rules).allows("acct", Map.of())).isTrue();
  }

  @Test
  void aRuleCountsOnTheArchitecturesThatItNames() throws IOException {
    var rules =
        """
        {"names": ["one"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["arm64"]}},
        {"names": ["two"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["amd64", "x32"]}}
        """;

    assertThat(profile(rules).allows("one", Map.of())).isFalse();
    assertThat(profile(rules).allows("two", Map.of())).isTrue();
  }

  @Test
  void conditionsCompareWithoutASignAndUnderAMask() throws IOException {
    var rules =
        """
        {"name": "mount", "action": "SCMP_ACT_ALLOW", "args":
          [{"index": 3, "value": 4128, "valueTwo": 4096, "op": "SCMP_CMP_MASKED_EQ"}]},
        {"name": "personality", "action": "SCMP_ACT_ALLOW", "args":
          [{"index": 0, "value": 18446744073709551615, "op": "SCMP_CMP_LT"}]}
        """;

    assertThat(profile(rules).allows("mount", Map.of(3, 0x1000L))).isTrue();
    assertThat(profile(rules).allows("mount", Map.of(3, 0x1020L))).isFalse();
    assertThat(profile(rules).allows("personality", Map.of(0, -2L))).isTrue();
    assertThat(profile(rules).allows("personality", Map.of(0, -1L))).isFalse();
  }

  @Test
  void anArgumentThatNobodyAsksAboutMayHaveAnyValue() throws IOException {
    var rules =
        """
        {"names": ["ioctl"], "action": "SCMP_ACT_ALLOW", "args":
          [{"index": 1, "value": 5, "op": "SCMP_CMP_EQ"}]}
        """;

    assertThat(profile(rules).allows("ioctl", Map.of())).isTrue();
    assertThat(profile(rules).allows("ioctl", Map.of(1, 6L))).isFalse();
  }

  @Test
  void aRuleWithoutConditionsOutweighsThoseWithSome() throws IOException {
    var rules =
        """
        {"names": ["ioctl"], "action": "SCMP_ACT_ALLOW", "args":
          [{"index": 1, "value": 5, "op": "SCMP_CMP_EQ"}]},
        {"names": ["ioctl"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1}
        """;

    assertThat(profile(rules).allows("ioctl", Map.of(1, 5L))).isFalse();
  }

  @Test
  void aRuleThatSaysTheDefaultSaysNothing() throws IOException {
    var rules =
        """
        {"names": ["ioctl"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38},
        {"names": ["ioctl"], "action": "SCMP_ACT_LOG", "args": null}
        """;

    assertThat(profile(rules).allows("ioctl", Map.of())).isTrue();
  }

  @Test
  void theErrorOfARuleIsItsOwnOrTheUsualOne() throws IOException {
    var rules =
        """
        {"names": ["one"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13},
        {"names": ["two"], "action": "SCMP_ACT_ERRNO", "errnoRet": null},
        {"names": ["three"], "action": "SCMP_ACT_ERRNO"},
        {"names": ["four"], "action": "SCMP_ACT_ALLOW", "errnoRet": 13}
        """;

    assertThat(profile(rules).rules())
        .extracting(rule -> rule.action().error())
        .containsExactly(13L, 1L, 1L, -1L);
  }

  @Test
  void numbersThatAreNoUnsignedOnesOf64BitsAreRefused() {
    for (var number : new String[] {"-1", "1.0", "1e3", "18446744073709551616", "\"1\"", "[]"}) {
      assertThatThrownBy(
              () -> profile("{\"names\": [\"a\"], \"args\": [{\"value\": " + number + "}]}"))
          .as(number)
          .isInstanceOf(IOException.class)
          .hasMessage("there is no number at value");
    }
  }

  @Test
  void aHostileProfileIsRefusedBeforeItTakesMemory() {
    for (var text :
        new String[] {" ".repeat(5 << 20), "{\"a\":".repeat(30) + "1" + "}".repeat(30)}) {
      assertThatThrownBy(() -> Seccomp.parse(text, "amd64", _ -> false))
          .isInstanceOf(IOException.class)
          .hasMessageMatching("it is longer than .*|more than 20 levels .*");
    }
  }

  @Test
  void whatIsNoProfileIsAnError() {
    for (var text :
        new String[] {
          "", "[]", "{}", "{\"defaultAction\"", "{\"syscalls\": []}", "{\"defaultAction\": \"a\"} x"
        }) {
      assertThatThrownBy(() -> Seccomp.parse(text, "amd64", _ -> false))
          .isInstanceOf(IOException.class);
    }
  }
}
