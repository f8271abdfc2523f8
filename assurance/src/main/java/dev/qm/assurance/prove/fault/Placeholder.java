package dev.qm.assurance.prove.fault;

import dev.qm.host.Root;
import dev.qm.host.cgroup.Limits.NumberList;
import dev.qm.host.file.Bounded;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What stands in the arguments of a fault for a value that only the machine knows. */
enum Placeholder {
  /** Bytes: the partition's bound of memory, or all of the machine's where there is none. */
  MEMORY,
  /** The number of a process of the host: the campaign's. */
  PROCESS,
  /**
   * How many processes keep every processor of the machine busy: two for each that is online, and
   * eight at least. Documentation/admin-guide/cputopology.rst
   */
  PROCESSORS,
  /** The number of a port of the host's loopback, on which this process listens. */
  PORT;

  private static final String ONLINE = "/sys/devices/system/cpu/online";
  private static final int FEWEST = 8;

  /** What stands for {@link #PROCESSORS}. */
  static String processors(Root root) {
    var online =
        NumberList.parse(Bounded.word(root.at(ONLINE))).map(it -> it.numbers().size()).orElse(0);
    return Integer.toString(Math.max(FEWEST, 2 * online));
  }

  /** As it is written. */
  String text() {
    return "@" + name() + "@";
  }

  /** Whether one of them stands in any of the arguments. */
  static boolean isIn(List<String> arguments) {
    return Stream.of(values()).anyMatch(it -> it.standsIn(arguments));
  }

  /** Whether this one does. */
  boolean standsIn(List<String> arguments) {
    return arguments.stream().anyMatch(it -> it.contains(text()));
  }

  /** The arguments with all of them filled in. */
  static List<String> filled(List<String> arguments, Map<Placeholder, String> values) {
    return arguments.stream()
        .map(argument -> {
          var filled = argument;
          for (var value : values.entrySet()) {
            filled = filled.replace(value.getKey().text(), value.getValue());
          }
          return filled;
        })
        .toList();
  }
}
