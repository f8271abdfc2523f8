package dev.qm.testbed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What the partition's own user namespace costs at a start: {@code bench/isolation} runs it, no
 * test does. A start is over when the systemd inside has finished its boot.
 */
@InVm(Phase.NORMAL_OPERATION)
@EnabledIfSystemProperty(named = "qm.bench", matches = "[1-9][0-9]*")
class IsolationBench {

  private static final String START =
      """
      begin=$(date +%s%N); systemctl restart qm; end=$(date +%s%N); echo $(((end - begin) / 1000000))
      """;

  @Test
  void startsInTurns(Partition partition) {
    int runs = Integer.getInteger("qm.bench", 5);
    Vm vm = partition.vm();
    Map<String, List<Long>> millis = new LinkedHashMap<>();
    for (int run = 0; run <= runs; run++) {
      for (String mode : List.of("user-namespace", "plain")) {
        partition.qm("setup", "--isolation", mode).out();
        vm.run("systemctl", "daemon-reload").out();
        long took = Long.parseLong(vm.shell(START).out());
        // the first does not count
        if (run > 0) {
          millis.computeIfAbsent(mode, any -> new ArrayList<>()).add(took);
        }
      }
    }
    millis.forEach((mode, all) ->
        System.out.printf(
            "restart to running, %-14s  median %6d ms  (%d to %d, %d runs)%n",
            mode, median(all), Collections.min(all), Collections.max(all), all.size()));
    System.out.printf(
        "user-namespace / plain            %.2f x%n",
        (double) median(millis.get("user-namespace")) / median(millis.get("plain")));
  }

  private static long median(List<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }
}
