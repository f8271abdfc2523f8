package dev.qm.host.cgroup;

import static dev.qm.host.Refused.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Limits.Cap;
import dev.qm.host.cgroup.Limits.CpuQuota;
import dev.qm.host.cgroup.Limits.CpuWeight;
import dev.qm.host.cgroup.Limits.DevicePolicy;
import dev.qm.host.cgroup.Limits.DeviceRule;
import dev.qm.host.cgroup.Limits.NumberList;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  private static final Capacity MACHINE = new Capacity(8L << 30, 2L << 30, 30_000);

  @Test
  void sizesHavePowersOf1024() throws HostException {
    assertThat(memoryMax("500")).isEqualTo(new Cap.At(500));
    assertThat(memoryMax("1K")).isEqualTo(new Cap.At(1024));
    assertThat(memoryMax("512M")).isEqualTo(new Cap.At(512L << 20));
    assertThat(memoryMax("1.5G")).isEqualTo(new Cap.At(3L << 29));
    assertThat(memoryMax("2T")).isEqualTo(new Cap.At(2L << 40));
    assertThat(memoryMax("infinity")).isEqualTo(new Cap.Infinite());
  }

  @Test
  void masksAreInHexadecimalByGroupsOf32() {
    assertThat(mask("f")).hasToString("0-3");
    assertThat(mask("ffffffff,0000000c")).hasToString("2-3,32-63");
    assertThat(NumberList.parse("1,35").orElseThrow().mask()).isEqualTo("8,00000002");
    assertThat(NumberList.ofMask("")).isEmpty();
    assertThat(NumberList.ofMask("0x3")).isEmpty();
  }

  @Property
  void aMaskSaysTheSameAsTheList(@ForAll List<@IntRange(max = 300) Integer> numbers) {
    var words = numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    var list = NumberList.parse(words).orElseThrow();

    assertThat(mask(list.mask())).isEqualTo(list);
  }

  private static NumberList mask(String text) {
    return NumberList.ofMask(text).orElseThrow();
  }

  @Test
  void ratesOfADiskHavePowersOf1000AndEachLineAddsToThoseBeforeIt() throws HostException {
    var limits =
        Limits.parse(
            Written.lines(
                List.of(
                    Map.entry("IOReadBandwidthMax", "/old 1M"),
                    Map.entry("IOReadBandwidthMax", ""),
                    Map.entry("IOReadBandwidthMax", "/var/qm 50M"),
                    Map.entry("IOReadBandwidthMax", "/dev/sd a  2G"),
                    Map.entry("IOWriteIOPSMax", "/var/qm 1K"),
                    Map.entry("IOWriteBandwidthMax", "/var/qm infinity"))),
            MACHINE);

    assertThat(limits.ioMax())
        .extracting(it -> it.of().key() + " " + it.path() + " " + it.most())
        .containsExactly(
            "IOReadBandwidthMax /var/qm 50000000",
            "IOReadBandwidthMax /dev/sd a 2000000000",
            "IOWriteIOPSMax /var/qm 1000",
            "IOWriteBandwidthMax /var/qm infinity");
    assertThat(limits.lines()).hasSize(4);
    assertThat(limits.ioMax().getFirst().line().origin()).hasToString("/x.service:4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"50M", "/var", "/var 0", "/var 5E", "/var -1", "var 5M", "/var 1.5M"})
  void whatIsNoRateOfADiskIsRefusedWithItsPlace(String value) {
    assertThat(failureOf(() -> parse("IOReadIOPSMax", value)))
        .hasMessageContaining("/x.service:2: cannot use IOReadIOPSMax=" + value)
        .hasMessageContaining("it is not a path and a number");
  }

  @Test
  void pathsOfAServiceBeginAtTheRootOfItsMachine() throws HostException {
    var limits =
        Limits.parse(
            Written.lines(
                List.of(
                    Map.entry("IOReadIOPSMax", "/var/qm 50"),
                    Map.entry("IOReadIOPSMax", "/dev/sda 50"))),
            MACHINE);

    assertThat(limits.below(new Root(Path.of("/mnt"))).ioMax())
        .extracting(Limits.IoMax::path)
        .containsExactly("/mnt/var/qm", "/dev/sda");
    assertThat(limits.below(Root.HOST)).isSameAs(limits);
  }

  @Test
  void percentagesAreOfThisMachine() throws HostException {
    assertThat(memoryMax("25%")).isEqualTo(new Cap.At(2L << 30));
    assertThat(memoryMax("12.5%")).isEqualTo(new Cap.At(1L << 30));
    assertThat(parse("MemorySwapMax", "50%").memorySwapMax()).contains(new Cap.At(1L << 30));
    assertThat(parse("TasksMax", "10%").tasksMax()).contains(new Cap.At(3000));
  }

  @Test
  void theCommentedQmContainerIsUnderstood() throws HostException {
    var limits =
        parse(
            List.of(
                Map.entry("Restart", "always"),
                Map.entry("CPUWeight", "idle"),
                Map.entry("IOWeight", "50"),
                Map.entry("MemorySwapMax", "0"),
                Map.entry("TasksMax", "50%"),
                Map.entry("CPUQuota", "150.5%"),
                Map.entry("AllowedCPUs", "0-2 5,7"),
                Map.entry("DevicePolicy", "closed"),
                Map.entry("DeviceAllow", "/dev/fuse rw"),
                Map.entry("DeviceAllow", "char-pts")));

    assertThat(limits.cpuWeight()).contains(new CpuWeight.Idle());
    assertThat(limits.ioWeight()).contains(50);
    assertThat(limits.memorySwapMax()).contains(new Cap.At(0));
    assertThat(limits.tasksMax()).contains(new Cap.At(15_000));
    assertThat(limits.cpuQuota()).contains(new CpuQuota(1_505_000));
    assertThat(limits.cpuQuota().orElseThrow()).hasToString("150.50%");
    assertThat(limits.allowedCpus().orElseThrow()).hasToString("0-2,5,7");
    assertThat(limits.devicePolicy()).isEqualTo(DevicePolicy.CLOSED);
    assertThat(limits.deviceAllow())
        .containsExactly(new DeviceRule("/dev/fuse", "rw"), new DeviceRule("char-pts", "rwm"));
  }

  @Test
  void aLaterValueWinsAndAnEmptyOneResets() throws HostException {
    var limits =
        parse(
            List.of(
                Map.entry("MemoryMax", "1G"),
                Map.entry("MemoryMax", "2G"),
                Map.entry("TasksMax", "5"),
                Map.entry("TasksMax", ""),
                Map.entry("DeviceAllow", "/dev/kvm"),
                Map.entry("DeviceAllow", ""),
                Map.entry("CPUWeight", "idle"),
                Map.entry("CPUWeight", "")));

    assertThat(limits.memoryMax()).contains(new Cap.At(2L << 30));
    assertThat(limits.tasksMax()).isEmpty();
    assertThat(limits.deviceAllow()).isEmpty();
    assertThat(limits.cpuWeight()).isEmpty();
  }

  @Test
  void theLinesThatCountAreKept() throws HostException {
    var limits =
        parse(
            List.of(
                Map.entry("MemoryMax", "1G"),
                Map.entry("DeviceAllow", "/dev/kvm"),
                Map.entry("DeviceAllow", ""),
                Map.entry("DeviceAllow", "/dev/fuse"),
                Map.entry("MemoryMax", "2G"),
                Map.entry("TasksMax", "5"),
                Map.entry("TasksMax", ""),
                Map.entry("DeviceAllow", "/dev/null")));

    assertThat(limits.origins("MemoryMax")).extracting(Origin::line).containsExactly(6);
    assertThat(limits.origins("DeviceAllow")).extracting(Origin::line).containsExactly(5, 9);
    assertThat(limits.origins("TasksMax")).isEmpty();
  }

  @Test
  void whatALaterEmptyValueThrowsAwayNeedNotBeUnderstood() throws Exception {
    var unit =
        UnitFile.parse(
            Path.of("/x.service"), "[Service]\nMemoryMax=lots\nMemoryMax=\nMemoryMax=1G\n");

    assertThat(Limits.of(unit, MACHINE).memoryMax()).contains(new Cap.At(1L << 30));
  }

  @Test
  void nothingGivenIsNothingLimited() throws HostException {
    assertThat(parse("Type", "notify")).isEqualTo(Limits.NONE);
    assertThat(parse(List.of(Map.entry("TasksMax", "5"), Map.entry("TasksMax", ""))))
        .isEqualTo(Limits.NONE);
  }

  @Test
  void aBadValueIsNamedWithItsKey() {
    var bad =
        List.of(
            Map.entry("MemoryMax", "12Q"),
            Map.entry("MemoryMax", "0"),
            Map.entry("MemoryMax", "-1"),
            Map.entry("MemoryMax", "101%"),
            Map.entry("MemoryMax", "99999999999999999999"),
            Map.entry("MemoryHigh", "1.2.3G"),
            Map.entry("TasksMax", "many"),
            Map.entry("TasksMax", "0"),
            Map.entry("CPUWeight", "0"),
            Map.entry("CPUWeight", "10001"),
            Map.entry("CPUQuota", "2"),
            Map.entry("CPUQuota", "0%"),
            Map.entry("AllowedCPUs", "3-1"),
            Map.entry("AllowedCPUs", "0-99999999"),
            Map.entry("IOWeight", "idle"),
            Map.entry("DevicePolicy", "open"),
            Map.entry("DeviceAllow", "/dev/null x"),
            Map.entry("DeviceAllow", "null"));
    for (var entry : bad) {
      var failure = failureOf(() -> parse(List.of(entry)));

      assertThat(failure).as("%s", entry).isNotNull();
      assertThat(failure)
          .hasMessageContaining(
              "/x.service:2: cannot use " + entry.getKey() + "=" + entry.getValue());
    }
  }

  @Property
  void everyNumberOfBytesIsTakenAsItIs(@ForAll @LongRange(min = 1, max = 1L << 56) long bytes)
      throws HostException {
    assertThat(memoryMax(Long.toString(bytes))).isEqualTo(new Cap.At(bytes));
  }

  @Property
  void everyPercentageIsThatShare(@ForAll @IntRange(min = 1, max = 100) int percent)
      throws HostException {
    assertThat(memoryMax(percent + "%"))
        .isEqualTo(
            new Cap.At(
                (8L << 30) / 10_000 * percent * 100
                    + (8L << 30) % 10_000 * percent * 100 / 10_000));
  }

  @Property
  void aListOfNumbersSurvivesItsOwnText(@ForAll List<@IntRange(max = 300) Integer> numbers)
      throws HostException {
    var text = String.join(" ", numbers.stream().map(String::valueOf).toList());

    var list = parse("AllowedCPUs", text.isEmpty() ? "0" : text).allowedCpus().orElseThrow();

    assertThat(parse("AllowedCPUs", list.toString()).allowedCpus()).contains(list);
    assertThat(list.numbers()).doesNotHaveDuplicates().containsAll(numbers);
  }

  @Property
  void noValueBreaksTheReader(@ForAll String value) {
    for (var key : Limits.KEYS) {
      try {
        assertThat(parse(key, value)).isNotNull();
      } catch (HostException refused) {
        assertThat(refused.what()).startsWith("/x.service:2: cannot use " + key + "=");
      }
    }
  }

  private static Cap memoryMax(String value) throws HostException {
    return parse("MemoryMax", value).memoryMax().orElseThrow();
  }

  private static Limits parse(String key, String value) throws HostException {
    return parse(List.of(Map.entry(key, value)));
  }

  private static Limits parse(List<Map.Entry<String, String>> settings) throws HostException {
    return Limits.parse(Written.lines(settings), MACHINE);
  }
}
