package dev.qm.partition.selinux;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Permissions of a rule, of one object class or of several by way of a class map: {@code (file
 * (read write))}.
 *
 * @param objectClass a class or a class map
 * @param expression which permissions: words, or {@code all}, {@code not}, {@code and}, {@code or},
 *     {@code xor}
 */
record Permissions(String objectClass, CilNode.Group expression) {
  /** How deep maps and expressions are followed; ours are three deep at most. */
  private static final int DEEPEST = 16;

  /** What stands behind a name, in all texts of the policy. */
  record Maps(
      Map<String, Permissions> named, Map<String, Map<String, List<Permissions>>> classMaps) {}

  /** Whether {@code permission} on an object of the class {@code wanted} is among them. */
  boolean hold(String wanted, String permission, Maps maps) {
    return hold(wanted, permission, maps, DEEPEST);
  }

  private boolean hold(String wanted, String permission, Maps maps, int depth) {
    if (depth == 0) {
      return false;
    }
    if (objectClass.equals(wanted)) {
      return selects(expression, permission, depth);
    }
    for (var entry : maps.classMaps().getOrDefault(objectClass, Map.of()).entrySet()) {
      if (selects(expression, entry.getKey(), depth)) {
        for (var mapped : entry.getValue()) {
          if (mapped.hold(wanted, permission, maps, depth - 1)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean selects(CilNode.Group set, String word, int depth) {
    if (depth == 0) {
      return false;
    }
    var operands = operands(set);
    return switch (set.keyword()) {
      case "all" -> true;
      case "not" -> !any(operands, word, depth);
      case "and" -> {
        var every = !operands.isEmpty();
        for (var operand : operands) {
          every &= any(List.of(operand), word, depth);
        }
        yield every;
      }
      case "xor" -> {
        var odd = false;
        for (var operand : operands) {
          odd ^= any(List.of(operand), word, depth);
        }
        yield odd;
      }
      case "or" -> any(operands, word, depth);
      default -> any(set.nodes(), word, depth);
    };
  }

  private static List<CilNode> operands(CilNode.Group set) {
    return set.nodes().isEmpty()
        ? List.of()
        : new ArrayList<>(set.nodes().subList(1, set.nodes().size()));
  }

  private static boolean any(List<CilNode> nodes, String word, int depth) {
    for (var node : nodes) {
      var has =
          switch (node) {
            case CilNode.Word(var text, var _) -> text.equals(word);
            case CilNode.Group group -> selects(group, word, depth - 1);
            case CilNode.Remark _ -> false;
          };
      if (has) {
        return true;
      }
    }
    return false;
  }
}
