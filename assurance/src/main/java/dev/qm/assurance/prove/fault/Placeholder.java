package dev.qm.assurance.prove.fault;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What stands in the arguments of a fault for a value that only the machine knows. */
enum Placeholder {
  /** Bytes: the partition's bound of memory, or all of the machine's where there is none. */
  MEMORY,
  /** The number of a process of the host: the campaign's. */
  PROCESS;

  /** As it is written. */
  String text() {
    return "@" + name() + "@";
  }

  /** Whether one of them stands in any of the arguments. */
  static boolean isIn(List<String> arguments) {
    return arguments.stream()
        .anyMatch(argument -> Stream.of(values()).anyMatch(it -> argument.contains(it.text())));
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
